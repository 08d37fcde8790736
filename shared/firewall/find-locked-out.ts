import type { ListenerFacts } from "../spec/facts.ts";
import type { FilterRules } from "./filter-rules.ts";
import { isLoopback } from "./is-loopback.ts";
import { judgePacket } from "./judge-packet.ts";
import { AGENT_PORT } from "./port-table.ts";

/** A door of the owner's that rules would close. */
export interface LockedOut {
  readonly program: string;
  readonly port: number;
}

/** Of nobody's network, of both families: whoever these reach, everybody reaches. */
const STRANGERS: readonly string[] = ["198.51.100.77", "2001:db8::77"];

/** What rules would close of SSH and the agent, by what listens on the host right now. */
export const findLockedOut = (
  rules: FilterRules,
  listeners: readonly ListenerFacts[],
): readonly LockedOut[] => {
  const doors = listeners
    .filter(
      ({ protocol, program, address }) =>
        protocol === "tcp" && program === "sshd" && !isLoopback(address),
    )
    .map(({ port }) => ({ program: "sshd", port }));
  return [{ program: "pharos-agent", port: AGENT_PORT }, ...doors].filter(({ port }) =>
    STRANGERS.some(
      (source) => judgePacket(rules, { source, protocol: "tcp", port, device: "eth0" }) === "drop",
    ),
  );
};
