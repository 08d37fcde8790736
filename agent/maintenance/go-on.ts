import type { RebootSpec } from "../../shared/spec/maintenance-spec.ts";
import {
  blockerGate,
  type Gate,
  passGates,
  pauseGate,
  rebootCalendars,
  runGate,
  windowGate,
} from "./gates.ts";
import type { Disruption } from "./maintenance-state.ts";
import { podsNotBack, type PodView } from "./pods.ts";
import type { ClusterView, Reason, Situation } from "./situation.ts";
import { type Decision, rest, type Step } from "./step.ts";

interface UnderWay extends Situation {
  readonly disruption: Disruption;
  readonly cluster: Extract<ClusterView, { readonly kind: "there" }>;
  readonly reboots: EndSettings;
}

type EndSettings = Pick<RebootSpec, "drain" | "force" | "rebootDelayMs" | "releaseDelayMs">;

/** A host that goes down goes down soon. */
const GOES_DOWN_MS = 180_000;
/** Kubelet and pods that were Ready are back in this time after a boot. */
const RETURN_LIMIT_MS = 15 * 60_000;
const STEP_MS = 1_000;
const AWAY_MS = 3_000;
const HOLD_MS = 10_000;
/** What stood in the way is asked for before the next try anyway. */
const SOON_MS = 5_000;
const LATER_MS = 15 * 60_000;

/** What comes next in a disruption that has begun. */
export const goOn = (situation: Situation, disruption: Disruption): Decision => {
  const begun = { gate: disruption.purpose, passed: true, text: disruption.because };
  const near = stepsWithoutCluster(situation, disruption);
  if (near !== undefined) return withReason(begun, near);
  const { cluster } = situation;
  if (cluster === undefined) return { step: { kind: "look" }, reasons: [begun] };
  const reboots = situation.spec?.reboots ?? AS_IF;
  if (cluster.kind === "away")
    return withReason(begun, whileAway({ ...situation, reboots }, disruption, cluster.reason));
  return withReason(begun, next({ ...situation, disruption, cluster, reboots }));
};

const withReason = (first: Reason, { step, reasons }: Decision): Decision => ({
  step,
  reasons: [first, ...reasons],
});

/** A reboot of a host whose spec has none any more ends as if these were its settings. */
const AS_IF: EndSettings = {
  drain: { enabled: true, timeoutMs: 900_000, delayMs: 0, skipWaitForDeleteMs: 0 },
  force: false,
  rebootDelayMs: 0,
  releaseDelayMs: 0,
};

const stepsWithoutCluster = (situation: Situation, one: Disruption): Decision | undefined => {
  if (one.step === "upgrading") return act({ kind: "upgrade" }, "upgrade", "packages are upgraded");
  if (one.step === "correcting") return act({ kind: "correct" }, "correction", "it is put back");
  if (one.step !== "rebooting") return undefined;
  if (situation.bootId !== one.bootId)
    return act({ kind: "advance", to: "returning" }, "boot", "the host has booted");
  if (situation.stepForMs < GOES_DOWN_MS)
    return rest(STEP_MS, [waits("boot", "the host goes down")]);
  return undo("the host did not go down");
};

/** Nothing can be taken back while the API server is away; a drain ends at its limit all the same. */
const whileAway = (
  { stepForMs, reboots }: Pick<UnderWay, "stepForMs" | "reboots">,
  { step }: Disruption,
  reason: string,
): Decision => {
  const isLate = stepForMs >= reboots.drain.timeoutMs;
  if (isLate && (step === "draining" || step === "drained" || step === "acquired"))
    return undo(`the Kubernetes API: ${reason}`);
  return rest(AWAY_MS, [waits("cluster", `the Kubernetes API: ${reason}`)]);
};

const next = (view: UnderWay): Decision => {
  const { disruption, cluster } = view;
  if (TAKES_A_SLOT.includes(disruption.step)) {
    if (cluster.node === undefined) return undo(`the cluster has no node ${view.host.name}`);
    if (cluster.slot.kind !== "held") return undo("its turn was lost to another host");
  }
  switch (disruption.step) {
    case "acquired":
      return afterAcquired(view);
    case "draining":
      return drain(view);
    case "drained":
      return afterDrained(view);
    case "returning":
      return afterBoot(view);
    case "holding":
      return hold(view);
    case "undoing":
      return handOn(view);
    case "rebooting":
    case "upgrading":
    case "correcting":
      return rest(STEP_MS, []);
  }
};

/** Later on the host is down or back already. */
const TAKES_A_SLOT: readonly Disruption["step"][] = ["acquired", "draining", "drained"];

const afterAcquired = (view: UnderWay): Decision => {
  const { disruption, cluster, reboots } = view;
  if (cluster.isOverBudget) return undo("other hosts are disrupted, and they came first", SOON_MS);
  if (disruption.purpose === "upgrade") return act({ kind: "advance", to: "upgrading" });
  if (disruption.purpose === "correction") return act({ kind: "advance", to: "correcting" });
  const chain = passGates(view, stillGates(view));
  if (!chain.isPassed) return undo(chain.reasons.at(-1)?.text ?? "", SOON_MS);
  const leftMs = reboots.drain.delayMs - view.stepForMs;
  if (leftMs > 0) return rest(leftMs, [waits("delay", "addons.kured.drain_delay")]);
  return act({ kind: "cordon" });
};

const drain = (view: UnderWay): Decision => {
  const { cluster, reboots, stepForMs } = view;
  const left = reboots.drain.enabled ? cluster.toDrain : [];
  if (left.length === 0) return act({ kind: "advance", to: "drained", stays: readyPods(view) });
  const text = `${left.length} pods are to go: ${left.map(({ key }) => key).join(", ")}`;
  if (stepForMs < reboots.drain.timeoutMs) return act({ kind: "evict", pods: left }, "drain", text);
  return reboots.force
    ? act({ kind: "advance", to: "drained", stays: readyPods(view) })
    : undo(`the drain did not end in time: ${text}`);
};

/** After a boot the same are wanted: those that a drain leaves and that were Ready. */
const readyPods = ({ cluster, reboots }: UnderWay): readonly PodView[] => {
  const gone = reboots.drain.enabled ? cluster.toDrain : [];
  return cluster.pods.filter(
    ({ key, isReady, isOver }) => isReady && !isOver && !gone.some((one) => one.key === key),
  );
};

/** All that was asked before is asked again right before the host goes down. */
const afterDrained = (view: UnderWay): Decision => {
  const { reboots, stepForMs } = view;
  const chain = passGates(view, stillGates(view));
  if (!chain.isPassed) return undo(chain.reasons.at(-1)?.text ?? "", SOON_MS);
  const leftMs = reboots.rebootDelayMs - stepForMs;
  if (leftMs > 0) return rest(leftMs, [waits("delay", "addons.kured.reboot_delay")]);
  return { step: { kind: "reboot" }, reasons: chain.reasons };
};

const stillGates = ({ state: { rebootOrder } }: UnderWay): readonly Gate[] => [
  stillNeeded,
  ...(rebootOrder === undefined ? [pauseGate, stillInWindow] : []),
  runGate,
  blockerGate,
];

const stillNeeded: Gate = ({ rebootNeeded, spec, state: { rebootOrder } }) => {
  const isNeeded = rebootOrder !== undefined || (spec?.reboots && rebootNeeded) !== undefined;
  const text = isNeeded ? "a reboot is needed" : "no reboot is needed any more";
  return { gate: "needed", passed: isNeeded, text };
};

const stillInWindow = windowGate(rebootCalendars, false);

const afterBoot = (view: UnderWay): Decision => {
  const missing = missingAfterBoot(view);
  if (missing === undefined)
    return act({ kind: "advance", to: isSurvivor(view) ? "holding" : "undoing" });
  if (view.stepForMs >= RETURN_LIMIT_MS) return act({ kind: "advance", to: "holding" });
  return rest(STEP_MS, [waits("return", missing)]);
};

/** What is not as it was before the boot; `undefined`: all is back. */
const missingAfterBoot = ({ cluster, disruption, bootId }: UnderWay): string | undefined => {
  const { node, pods } = cluster;
  if (node === undefined) return undefined;
  if (node.bootId !== bootId || !node.isReady) return "the node is not Ready yet";
  const missing = podsNotBack(pods, disruption);
  return missing.length === 0
    ? undefined
    : `pods are not Ready again: ${missing.map(({ key }) => key).join(", ")}`;
};

/** A sentinel that a reboot does not remove would make all hosts reboot for ever. */
const isSurvivor = ({ rebootNeeded, bootId, disruption }: UnderWay): boolean =>
  rebootNeeded !== undefined && bootId !== disruption.bootId;

/** The others wait until this host is well or a person says so; it takes part in the work meanwhile. */
const hold = (view: UnderWay): Decision => {
  const { cluster } = view;
  if (cluster.node?.isOurs === true) return act({ kind: "uncordon" });
  const survivor = isSurvivor(view) ? `the reboot did not help: ${view.rebootNeeded}` : undefined;
  const why = survivor ?? missingAfterBoot(view);
  if (why === undefined) return act({ kind: "advance", to: "undoing" });
  return rest(HOLD_MS, [waits("stopped", `${why}; mend it, or \`pharosctl reboot resume\``)]);
};

const handOn = ({ cluster, disruption, reboots, stepForMs }: UnderWay): Decision => {
  if (cluster.node?.isOurs === true) return act({ kind: "uncordon" });
  const leftMs = reboots.releaseDelayMs - stepForMs;
  if (leftMs > 0 && disruption.failure === undefined && disruption.purpose === "reboot")
    return rest(leftMs, [waits("delay", "addons.kured.lock_release_delay")]);
  return act({ kind: "release" });
};

const act = (step: Step, gate = "step", text: string = step.kind): Decision => ({
  step,
  reasons: [{ gate, passed: true, text }],
});

const undo = (failure: string, retryMs: number = LATER_MS): Decision => ({
  step: { kind: "undo", failure, retryMs },
  reasons: [waits("failed", failure)],
});

const waits = (gate: string, text: string): Reason => ({ gate, passed: false, text });
