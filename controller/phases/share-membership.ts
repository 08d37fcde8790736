import { numberTooLow } from "../../shared/errors/coordination-errors.ts";
import { toWireSignedDocument } from "../../shared/spec/signed-document-wire.ts";
import type { ApplyRun, RunHost } from "../apply/apply-run.ts";
import type { Phase } from "../engine/phase.ts";

/** Every reachable host learns who belongs to the cluster before anything else changes. */
export const shareMembership: Phase<ApplyRun, RunHost> = {
  title: "share the membership",
  hosts: ({ hosts }) => hosts,
  // A host that was enrolled before the number was settled may have another one.
  skip: ({ membership }, { link }) =>
    link.kind === "agent" && link.membershipNumber === membership.content.number
      ? "has it already"
      : undefined,
  run: async (run, host) => {
    const { membership } = await host.connection();
    const offered = run.membership.content.number;
    const { number } = await membership.putMembership({
      membership: toWireSignedDocument(run.membership.document),
      // Whose network this apply leaves alone gets no spec that knows the new ones.
      welcome: !host.parts.has("network"),
    });
    if (number > offered) throw numberTooLow({ document: "membership", offered, accepted: number });
  },
};
