import type { Disruption, FinishedUpgrade, MaintenanceState } from "./maintenance-state.ts";
import { cordon, evict, releaseSlot, type StepPorts, uncordon, writeSlot } from "./node-writes.ts";
import type { PodView } from "./pods.ts";
import type { Situation } from "./situation.ts";
import { type SlotLease, toHolder } from "./slots.ts";
import { RENEW_EVERY_MS, whileHeld } from "./while-held.ts";
import type { Step } from "./step.ts";

export interface PerformPorts extends StepPorts {
  readonly elapsedMs: () => number;
  /** Tells the host to go down; answers before it does. */
  readonly reboot: () => Promise<void>;
  /** Upgrades packages, or waits for the upgrade that goes on. Never throws. */
  readonly upgrade: (startedAtMs: number) => Promise<FinishedUpgrade>;
  /** Puts back what differs and disrupts something; gives what is left of it. Never throws. */
  readonly correct: () => Promise<readonly string[]>;
  /** Calls once, later; what it gives calls it off. */
  readonly after: (ms: number, action: () => void) => () => void;
  /** Tells people; never throws. */
  readonly announce: (happening: Happening) => Promise<void>;
  /** Written before anything that follows from it is done. */
  readonly save: (state: MaintenanceState) => Promise<void>;
}

export interface Happening {
  readonly kind: "begin" | "drain" | "reboot" | "return" | "fail" | "upgrade";
  readonly text: string;
}

/** Does what was decided; gives what is remembered from then on. */
export type PerformStep = (
  step: Step,
  situation: Situation,
  leases: readonly SlotLease[],
) => Promise<MaintenanceState>;

export const createPerformer = (ports: PerformPorts): PerformStep => {
  let renewedMs = -Infinity;
  return async (step, situation, leases) => {
    const { state } = situation;
    if (step.kind === "take") {
      renewedMs = ports.elapsedMs();
      return await take(step, situation, ports);
    }
    const { disruption } = state;
    if (disruption === undefined) return await tidy(step, situation, leases, ports);
    const own = leases.find(({ holder }) => holder === disruption.holder);
    const goesDown = step.kind === "reboot";
    const isDue = goesDown || ports.elapsedMs() - renewedMs >= RENEW_EVERY_MS;
    if (own !== undefined && isDue && step.kind !== "release") {
      renewedMs = ports.elapsedMs();
      const isHeld = await writeSlot(ports, disruption.holder, {
        slot: own.slot,
        from: own,
        goesDown,
      });
      // Whoever took it is seen with the next look.
      if (!isHeld) return state;
    }
    return await carryOut(step, situation, { disruption, own }, ports);
  };
};

/** Takes back what was left behind by a disruption that nobody remembers. */
const tidy = async (
  step: Step,
  { state, host, cluster, spec }: Situation,
  leases: readonly SlotLease[],
  ports: PerformPorts,
): Promise<MaintenanceState> => {
  const uid = cluster?.kind === "there" ? cluster.node?.uid : undefined;
  const own = leases.find(({ holder }) => holder === toHolder(host.name, uid ?? ""));
  if (step.kind === "uncordon") await uncordon(ports, { failure: "left behind" }, spec?.reboots);
  if (step.kind === "release" && own !== undefined) await releaseSlot(ports, own);
  return state;
};

type Taking = Extract<Step, { readonly kind: "take" }>;

const take = async (
  { purpose, because, slot, from, isOurs }: Taking,
  { host, bootId, state, cluster, nowMs }: Situation,
  ports: PerformPorts,
): Promise<MaintenanceState> => {
  const node = cluster?.kind === "there" ? cluster.node : undefined;
  const holder = toHolder(host.name, node?.uid ?? "");
  const known = from === undefined ? {} : { from };
  const isTaken = isOurs || (await writeSlot(ports, holder, { slot, ...known }));
  if (!isTaken) return state;
  const at = { startedAtMs: nowMs, stepAtMs: nowMs };
  await ports.announce({ kind: "begin", text: `${purpose}: ${because}` });
  return {
    ...state,
    disruption: { purpose, because, slot, holder, bootId, pods: [], step: "acquired", ...at },
  };
};

interface Course {
  readonly disruption: Disruption;
  /** Absent: it is another host's by now. */
  readonly own: SlotLease | undefined;
}

const carryOut = async (
  step: Step,
  situation: Situation,
  { disruption, own }: Course,
  ports: PerformPorts,
): Promise<MaintenanceState> => {
  const { state, nowMs, spec, cluster } = situation;
  const to = (next: Partial<Disruption>): MaintenanceState => ({
    ...state,
    disruption: { ...disruption, stepAtMs: nowMs, ...next },
  });
  switch (step.kind) {
    case "rest":
    case "look":
    case "take":
      return state;
    case "cordon": {
      const isCordoned = cluster?.kind === "there" && cluster.node?.isCordoned === true;
      const isOurs = cluster?.kind === "there" && cluster.node?.isOurs === true;
      await cordon(ports, isCordoned && !isOurs, spec?.reboots);
      await ports.announce({ kind: "drain", text: disruption.because });
      return to({ step: "draining" });
    }
    case "evict":
      await evict(ports, step.pods, spec?.reboots?.drain.gracePeriodSeconds);
      return state;
    case "advance":
      return to({ step: step.to, ...(step.stays === undefined ? {} : toStaying(step.stays)) });
    case "undo":
      await ports.announce({ kind: "fail", text: `${disruption.purpose}: ${step.failure}` });
      return to({ step: "undoing", failure: step.failure, retryMs: step.retryMs });
    case "reboot":
      return await goDown(to({ step: "rebooting", downAtMs: nowMs }), disruption, ports);
    case "upgrade":
      return await upgrade(situation, disruption, ports);
    case "correct":
      return await correct(situation, disruption, ports);
    case "uncordon":
      await uncordon(ports, disruption, spec?.reboots);
      return state;
    case "release":
      if (own !== undefined) await releaseSlot(ports, own);
      return await finish(state, disruption, ports);
  }
};

const toStaying = (stays: readonly PodView[]): Pick<Disruption, "pods" | "podStarts"> => ({
  pods: stays.map(({ key }) => key),
  podStarts: Object.fromEntries(
    stays.flatMap(({ key, startedAtMs }) =>
      startedAtMs === undefined ? [] : [[key, startedAtMs]],
    ),
  ),
});

/** What is to be known after the boot is on the disk before the host is told. */
const goDown = async (
  next: MaintenanceState,
  { because }: Disruption,
  ports: PerformPorts,
): Promise<MaintenanceState> => {
  await ports.announce({ kind: "reboot", text: because });
  await ports.save(next);
  await ports.reboot();
  return next;
};

const upgrade = async (
  { state }: Situation,
  disruption: Disruption,
  ports: PerformPorts,
): Promise<MaintenanceState> => {
  const lastUpgrade = await whileHeld(ports, disruption.holder, () =>
    ports.upgrade(disruption.startedAtMs),
  );
  const { failure, packages } = lastUpgrade;
  const stepAtMs = ports.now().getTime();
  await ports.announce({
    kind: failure === undefined ? "upgrade" : "fail",
    text: failure ?? `upgraded: ${packages.join(", ") || "nothing"}`,
  });
  const { upgradeOrder: _done, ...rest } = state;
  const failed = failure === undefined ? {} : { failure, retryMs: UPGRADE_RETRY_MS };
  return {
    ...rest,
    lastUpgrade,
    disruption: { ...disruption, step: "undoing", stepAtMs, ...failed },
  };
};

const UPGRADE_RETRY_MS = 30 * 60_000;

const correct = async (
  { state }: Situation,
  disruption: Disruption,
  ports: PerformPorts,
): Promise<MaintenanceState> => {
  const left = await whileHeld(ports, disruption.holder, ports.correct);
  const stepAtMs = ports.now().getTime();
  const failure = `still to be put back: ${left.join(", ")}`;
  if (left.length > 0) await ports.announce({ kind: "fail", text: `correction: ${failure}` });
  const failed = left.length === 0 ? {} : { failure, retryMs: CORRECTION_RETRY_MS };
  return { ...state, disruption: { ...disruption, step: "undoing", stepAtMs, ...failed } };
};

const CORRECTION_RETRY_MS = 15 * 60_000;

const finish = async (
  state: MaintenanceState,
  { purpose, startedAtMs, failure, retryMs, downAtMs }: Disruption,
  ports: PerformPorts,
): Promise<MaintenanceState> => {
  const { disruption: _over, ...rest } = state;
  const endedAtMs = ports.now().getTime();
  const retryAtMs = failure === undefined ? {} : { retryAtMs: endedAtMs + (retryMs ?? 0) };
  if (purpose === "upgrade") {
    const { upgradeRetryAtMs: _old, ...kept } = rest;
    return retryAtMs.retryAtMs === undefined
      ? kept
      : { ...kept, upgradeRetryAtMs: retryAtMs.retryAtMs };
  }
  if (purpose === "correction") {
    const { correctionRetryAtMs: _old, ...kept } = rest;
    return retryAtMs.retryAtMs === undefined
      ? kept
      : { ...kept, correctionRetryAtMs: retryAtMs.retryAtMs };
  }
  const { rebootRetryAtMs: _old, rebootOrder, ...kept } = rest;
  const isDone = downAtMs !== undefined && failure === undefined;
  if (isDone) await ports.announce({ kind: "return", text: "the host is back" });
  const lastReboot = { startedAtMs, endedAtMs, ...(failure === undefined ? {} : { failure }) };
  return {
    ...kept,
    lastReboot,
    // An order is for one try that gets as far as the host, and for one that failed for good.
    ...(rebootOrder !== undefined && failure !== undefined && (retryMs ?? 0) < ORDER_ENDS_MS
      ? { rebootOrder }
      : {}),
    ...(retryAtMs.retryAtMs === undefined ? {} : { rebootRetryAtMs: retryAtMs.retryAtMs }),
  };
};

const ORDER_ENDS_MS = 60_000;
