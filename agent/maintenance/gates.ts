import type { MaintenanceSpec, TimeWindow } from "../../shared/spec/maintenance-spec.ts";
import type { Reason, Situation } from "./situation.ts";
import { allWindowsAt } from "./window.ts";

/** Asked in this order; the first that is not passed ends the chain. */
export type Gate = (situation: Situation) => Reason;

export interface Chain {
  readonly reasons: readonly Reason[];
  readonly isPassed: boolean;
}

export const passGates = (situation: Situation, gates: readonly Gate[]): Chain => {
  const reasons: Reason[] = [];
  for (const gate of gates) {
    const reason = gate(situation);
    reasons.push(reason);
    if (!reason.passed) return { reasons, isPassed: false };
  }
  return { reasons, isPassed: true };
};

export const pauseGate: Gate = ({ state: { pause }, nowMs }) => {
  if (pause === undefined || pause.untilMs <= nowMs)
    return { gate: "pause", passed: true, text: "not paused" };
  const text = `paused by ${pause.by}: ${pause.reason}`;
  return { gate: "pause", passed: false, text, untilMs: pause.untilMs };
};

export const runGate: Gate = ({ run }) => ({
  gate: "run",
  passed: run === undefined,
  text: run === undefined ? "no run goes on" : `run ${run} goes on`,
});

export const clusterGate: Gate = ({ cluster, host }) => {
  const gate = "cluster";
  if (cluster === undefined) return { gate, passed: false, text: "the cluster is being asked" };
  if (cluster.kind === "away")
    return { gate, passed: false, text: `the Kubernetes API: ${cluster.reason}` };
  return cluster.node === undefined
    ? { gate, passed: false, text: `the cluster has no node ${host.name}` }
    : { gate, passed: true, text: "the Kubernetes API answers" };
};

export const slotGate: Gate = ({ cluster }) => {
  if (cluster?.kind !== "there") return { gate: "slot", passed: false, text: "not asked" };
  return cluster.slot.kind === "taken"
    ? { gate: "slot", passed: false, text: cluster.slot.reason }
    : { gate: "slot", passed: true, text: "it is this host's turn" };
};

export const blockerGate: Gate = ({ cluster }) => {
  const [blocker] = cluster?.kind === "there" ? cluster.blockers : [];
  return blocker === undefined
    ? { gate: "gates", passed: true, text: "nothing speaks against it" }
    : { gate: blocker.gate, passed: false, text: blocker.text };
};

/** Of what speaks against a reboot, what counts for programs that start anew as well. */
export const etcdGate: Gate = ({ cluster }) => {
  const blockers = cluster?.kind === "there" ? cluster.blockers : [];
  const weak = blockers.find(({ gate }) => gate === "etcd");
  return weak === undefined
    ? { gate: "etcd", passed: true, text: "nothing of etcd speaks against it" }
    : { gate: "etcd", passed: false, text: weak.text };
};

/** `latestStartMs`: so much must be left of the window. */
export const windowGate =
  (calendarsOf: (spec: MaintenanceSpec) => Calendars, mayStart: boolean): Gate =>
  ({ spec, nowMs }) => {
    const { calendars, latestStartMs } = spec === undefined ? NEVER : calendarsOf(spec);
    const state = allWindowsAt(calendars, nowMs);
    const gate = "window";
    if (!state.isOpen) {
      const until = state.opensAtMs === undefined ? {} : { untilMs: state.opensAtMs };
      return { gate, passed: false, text: "outside of its windows", ...until };
    }
    const { closesAtMs } = state;
    if (closesAtMs === undefined) return { gate, passed: true, text: "any time is good" };
    if (mayStart && closesAtMs - nowMs < latestStartMs)
      return { gate, passed: false, text: "too late to begin in this window", untilMs: closesAtMs };
    return { gate, passed: true, text: "in its window", untilMs: closesAtMs };
  };

interface Calendars {
  readonly calendars: readonly (readonly TimeWindow[])[];
  readonly latestStartMs: number;
}

const NEVER: Calendars = { calendars: [], latestStartMs: 0 };

export const rebootCalendars = ({ windows, reboots }: MaintenanceSpec): Calendars => ({
  calendars: [windows, reboots?.windows ?? []],
  latestStartMs: reboots?.latestStartMs ?? 0,
});

export const upgradeCalendars = ({ windows }: MaintenanceSpec): Calendars => ({
  calendars: [windows],
  latestStartMs: 0,
});
