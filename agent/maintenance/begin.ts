import { takesTurns } from "../../shared/spec/maintenance-spec.ts";
import {
  blockerGate,
  clusterGate,
  etcdGate,
  type Gate,
  passGates,
  pauseGate,
  rebootCalendars,
  runGate,
  slotGate,
  upgradeCalendars,
  windowGate,
} from "./gates.ts";
import type { Disruption } from "./maintenance-state.ts";
import type { Reason, Situation } from "./situation.ts";
import { type Decision, rest } from "./step.ts";

/** Whether a host that is not being disrupted begins with a reboot. */
export const beginReboot = (situation: Situation): Decision => {
  const ordered = situation.state.rebootOrder !== undefined;
  const local = [neededGate, ...(ordered ? [] : [pauseGate, rebootWindow, rebootRetry]), runGate];
  return begin(situation, "reboot", local, [clusterGate, slotGate, blockerGate]);
};

/** Whether it begins with an upgrade of its packages. */
export const beginUpgrade = (situation: Situation): Decision => {
  const ordered = situation.state.upgradeOrder !== undefined;
  const local = [dueGate, ...(ordered ? [] : [pauseGate, upgradeWindow, upgradeRetry]), runGate];
  return begin(situation, "upgrade", local, [clusterGate, slotGate]);
};

/** Whether it begins to put back what differs from its spec and disrupts something. */
export const beginCorrection = (situation: Situation): Decision => {
  const local = [differsGate, pauseGate, upgradeWindow, correctionRetry, runGate];
  return begin(situation, "correction", local, [clusterGate, slotGate, etcdGate]);
};

const begin = (
  situation: Situation,
  purpose: Disruption["purpose"],
  local: readonly Gate[],
  remote: readonly Gate[],
): Decision => {
  const near = passGates(situation, local);
  if (!near.isPassed) return rest(waitFor(situation, near.reasons), near.reasons);
  if (situation.cluster === undefined) return { step: { kind: "look" }, reasons: near.reasons };
  const far = passGates(situation, remote);
  const reasons = [...near.reasons, ...far.reasons];
  const slot = situation.cluster.kind === "there" ? situation.cluster.slot : undefined;
  if (!far.isPassed || slot === undefined || slot.kind === "taken")
    return rest(waitFor(situation, reasons), reasons);
  const [because] = near.reasons;
  const from = slot.kind === "free" && slot.from !== undefined ? { from: slot.from } : {};
  const isOurs = slot.kind === "held";
  const what = { purpose, because: because?.text ?? "", slot: slot.slot, ...from, isOurs };
  return { step: { kind: "take", ...what }, reasons };
};

const neededGate: Gate = ({ spec, rebootNeeded, state: { rebootOrder } }) => {
  const gate = "needed";
  if (spec?.reboots === undefined)
    return { gate, passed: false, text: "addons.kured is not enabled" };
  if (rebootOrder !== undefined)
    return { gate, passed: true, text: `${rebootOrder.by} asked for a reboot` };
  return rebootNeeded === undefined
    ? { gate, passed: false, text: "no reboot is needed" }
    : { gate, passed: true, text: rebootNeeded };
};

const dueGate: Gate = ({ spec, state: { upgradeOrder }, upgradeDueAtMs, nowMs }) => {
  const gate = "due";
  if (spec?.upgrades === undefined)
    return { gate, passed: false, text: "addons.host-upgrades is not enabled" };
  if (upgradeOrder !== undefined)
    return { gate, passed: true, text: `${upgradeOrder.by} asked for upgrades` };
  if (upgradeDueAtMs === undefined)
    return { gate, passed: false, text: "its schedule names no moment to come" };
  return upgradeDueAtMs <= nowMs
    ? { gate, passed: true, text: "upgrades are due" }
    : { gate, passed: false, text: "upgrades are not due", untilMs: upgradeDueAtMs };
};

const differsGate: Gate = ({ spec, corrections = [] }) => {
  const gate = "differs";
  if (spec === undefined || !takesTurns(spec))
    return { gate, passed: false, text: "hosts take no turns: no window, no addon asks for it" };
  return corrections.length === 0
    ? { gate, passed: false, text: "nothing waits to be put back" }
    : { gate, passed: true, text: `to be put back: ${corrections.join(", ")}` };
};

const rebootWindow = windowGate(rebootCalendars, true);
const upgradeWindow = windowGate(upgradeCalendars, true);

/** Nothing that failed is left alone for longer: a clock that was set back since may say so. */
const LONGEST_RETRY_MS = 3_600_000;

const retryGate =
  (text: string, atMsOf: (state: Situation["state"]) => number | undefined): Gate =>
  ({ state, nowMs }) => {
    const untilMs = atMsOf(state) ?? nowMs;
    return untilMs <= nowMs || untilMs > nowMs + LONGEST_RETRY_MS
      ? { gate: "retry", passed: true, text: "the last try was not just now" }
      : { gate: "retry", passed: false, text, untilMs };
  };

const rebootRetry = retryGate("the last reboot failed", ({ rebootRetryAtMs }) => rebootRetryAtMs);
const upgradeRetry = retryGate("the last upgrade failed", (state) => state.upgradeRetryAtMs);

const correctionRetry = retryGate("the last try left it", (state) => state.correctionRetryAtMs);

/** What is waited for says when to look again. */
const WAITS_MS: Readonly<Record<string, number>> = { slot: 1_000, cluster: 5_000, run: 2_000 };
const OTHER_WAIT_MS = 10_000;

const waitFor = ({ spec, nowMs }: Situation, reasons: readonly Reason[]): number => {
  const last = reasons.at(-1);
  if (last?.gate === "needed") return spec?.reboots?.periodMs ?? Infinity;
  if (last?.untilMs !== undefined) return last.untilMs - nowMs;
  // Nothing that is awaited: a schedule without a moment, an addon that is not enabled.
  if (last?.gate === "due" || last?.gate === "differs") return Infinity;
  return WAITS_MS[last?.gate ?? ""] ?? OTHER_WAIT_MS;
};
