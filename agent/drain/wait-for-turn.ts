import { turnTaken } from "../../shared/errors/upgrade-errors.ts";
import { type MaintenanceSpec, takesTurns } from "../../shared/spec/maintenance-spec.ts";
import type { Host } from "../host/host.ts";
import { requireObject } from "../kubernetes/kubernetes-answer.ts";
import { parseNodes } from "../maintenance/node-health.ts";
import {
  ageSlots,
  judgeSlots,
  parseSlots,
  SLOT_COLLECTION,
  type SlotAges,
} from "../maintenance/slots.ts";

const STEP_MS = 2_000;

/**
 * Waits while other hosts are at their turn with reboots or upgrades of packages, as far as the budget
 * goes. They in turn wait while a node is drained. One that is merely not Ready stops nobody: somebody
 * asked for this. Throws `TURN_TAKEN`.
 */
export const waitForTurn = async (
  host: Host,
  name: string,
  { maintenance, endMs }: { readonly maintenance: MaintenanceSpec; readonly endMs: number },
): Promise<void> => {
  if (!takesTurns(maintenance)) return;
  let ages: SlotAges = new Map();
  for (;;) {
    const [slots, list] = await Promise.all([
      host.kubernetes.get("admin", SLOT_COLLECTION),
      host.kubernetes.get("admin", "/api/v1/nodes"),
    ]);
    const leases = parseSlots(requireObject(slots, "turns of hosts"));
    const nodes = parseNodes(requireObject(list, "nodes"));
    const nowMs = host.now().getTime();
    // Not by the clock, which may be set meanwhile.
    ages = ageSlots(ages, leases, STEP_MS);
    const me = nodes.find((node) => node.name === name) ?? { name, uid: "", isMaster: false };
    const answer = judgeSlots({
      me,
      leases,
      nodes: nodes.map((node) => ({ ...node, isReady: true })),
      ages,
      nowMs,
      budget: maintenance.budget,
      lockTtlMs: maintenance.reboots?.lockTtlMs ?? 0,
    });
    if (answer.kind === "free") return;
    // A turn of its own is a reboot of the very host that has begun.
    const reason = answer.kind === "held" ? `${name} is at its own turn` : answer.reason;
    if (nowMs >= endMs) throw turnTaken({ host: name, reason });
    await host.pause(STEP_MS);
  }
};
