import type { AgentEvent } from "../../shared/spec/agent-event.ts";
import type { Membership } from "../../shared/spec/membership.ts";

/** What is to be noted when a host takes a membership in the place of another. */
export const membershipEvent = (before: Membership | undefined, after: Membership): AgentEvent => {
  const [old, now] = [activeNames(before), activeNames(after)];
  return {
    type: "membership-accepted",
    number: after.number,
    joined: now.filter((name) => !old.includes(name)),
    left: old.filter((name) => !now.includes(name)),
    revoked: after.revokedSerials.length,
  };
};

const activeNames = (membership: Membership | undefined): readonly string[] =>
  (membership?.members ?? []).filter(({ state }) => state === "member").map(({ name }) => name);
