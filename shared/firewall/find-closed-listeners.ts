import type { ListenerFacts } from "../spec/facts.ts";
import type { FilterRules } from "./filter-rules.ts";
import { isLoopback } from "./is-loopback.ts";
import { judgePacket } from "./judge-packet.ts";
import { portTable } from "./port-table.ts";

const STRANGER = { v4: "198.51.100.77", v6: "2001:db8::77" } as const;

/** Clients that wait for an answer, which rules let in by the server's port. */
const CLIENT_PORTS: readonly number[] = [68, 546];

/**
 * What listens for others today and would be closed for whoever is no member; each port once. What
 * the cluster itself listens on is not told: its table says that members reach it.
 */
export const findClosedListeners = (
  rules: FilterRules,
  listeners: readonly ListenerFacts[],
): readonly ListenerFacts[] => {
  const closed = listeners.filter(
    ({ protocol, address, port }) =>
      !isLoopback(address) &&
      !isKnown(protocol, port) &&
      judgePacket(rules, {
        source: address.includes(":") && address !== "::" ? STRANGER.v6 : STRANGER.v4,
        protocol,
        port,
        device: "eth0",
      }) === "drop",
  );
  return closed.filter(
    (one, at) =>
      closed.findIndex(({ protocol, port }) => protocol === one.protocol && port === one.port) ===
      at,
  );
};

const isKnown = (protocol: string, port: number): boolean =>
  CLIENT_PORTS.includes(port) ||
  portTable.some((row) => row.protocol === protocol && row.first <= port && port <= row.last);
