import type { HostDrift } from "../../shared/spec/drift.ts";

/** What Kubernetes is told of a node beside what its kubelet says. */
export interface NodeCondition {
  readonly type: "PharosConverged" | "PharosRebootRequired";
  readonly status: "True" | "False" | "Unknown";
  /** One word, as Kubernetes wants it. */
  readonly reason: string;
  readonly message: string;
}

export interface HostCondition {
  readonly drift: HostDrift;
  /** Why a reboot is needed; absent: it is not. */
  readonly rebootNeeded?: string;
  /** What the reboot waits for; absent: that is not known, or it is on its way. */
  readonly rebootWaits?: { readonly gate: string; readonly text: string };
  /** The host is on its way down or back. */
  readonly isRebooting?: boolean;
}

/** Whether the host is as its spec says, and whether it needs a reboot. Pure. */
export const toNodeConditions = (host: HostCondition): readonly NodeCondition[] => [
  { type: "PharosConverged", ...toConverged(host.drift) },
  { type: "PharosRebootRequired", ...toRebootRequired(host) },
];

type Told = Omit<NodeCondition, "type">;

const MOST_NAMED = 5;

const toConverged = ({ spec, lookedAtMs, findings, pending }: HostDrift): Told => {
  if (spec.mode === "off")
    return { status: "Unknown", reason: "NobodyLooks", message: "drift.mode is off" };
  if (lookedAtMs === undefined)
    return { status: "Unknown", reason: "NotLookedYet", message: "the agent has just started" };
  const told = findings.filter(({ state }) => state !== "settling");
  if (told.length > 0) {
    const names = told.slice(0, MOST_NAMED).map(({ title, state }) => `${title} (${state})`);
    const more = told.length > MOST_NAMED ? ["…"] : [];
    const message = `${told.length} differ: ${[...names, ...more].join(", ")}`;
    return { status: "False", reason: "Drifted", message };
  }
  if (pending.length > 0)
    return { status: "False", reason: "NotApplied", message: `${pending.length} want an apply` };
  return { status: "True", reason: "AsSpecified", message: "the host is as its spec says" };
};

const toRebootRequired = ({ rebootNeeded, rebootWaits, isRebooting }: HostCondition): Told => {
  if (rebootNeeded === undefined)
    return { status: "False", reason: "NotNeeded", message: "no reboot is needed" };
  const { gate = "", text = "" } = rebootWaits ?? {};
  const message = text === "" ? rebootNeeded : `${rebootNeeded}; ${text}`;
  const reason = isRebooting === true ? "Rebooting" : (REASONS[gate] ?? "Needed");
  return { status: "True", reason, message };
};

/** By the gate that is waited at. Masters' agents taint by these: `waiting-taints.ts`. */
const REASONS: Readonly<Record<string, RebootReason>> = {
  window: "OutsideWindow",
  pause: "Paused",
  retry: "WaitsToRetry",
  slot: "WaitsForTurn",
  etcd: "Blocked",
  kured: "Blocked",
  pods: "Blocked",
  alerts: "Blocked",
  stopped: "DidNotHelp",
};

/** Reasons of a condition `PharosRebootRequired` that is `True`. */
export type RebootReason =
  | "Needed"
  | "OutsideWindow"
  | "Paused"
  | "WaitsToRetry"
  | "WaitsForTurn"
  | "Blocked"
  | "DidNotHelp"
  | "Rebooting";
