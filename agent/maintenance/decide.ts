import { takesTurns } from "../../shared/spec/maintenance-spec.ts";
import { beginCorrection, beginReboot, beginUpgrade } from "./begin.ts";
import { goOn } from "./go-on.ts";
import type { Reason, Situation } from "./situation.ts";
import type { Decision, Step } from "./step.ts";

/** The next step, and why what disrupts this host is where it is. */
export interface Outlook {
  readonly step: Decision["step"];
  readonly reboot: readonly Reason[];
  readonly upgrade: readonly Reason[];
  readonly correction: readonly Reason[];
}

/**
 * Decides from what is known alone. One disruption at a time: what has begun is brought to its end;
 * else a reboot goes before an upgrade, which would ask for another one, and corrections come last.
 */
export const decide = (situation: Situation): Outlook => {
  const { disruption } = situation.state;
  if (disruption !== undefined) {
    const { step, reasons } = goOn(situation, disruption);
    const text = `the ${disruption.purpose} ends first`;
    const other = toAll([{ gate: "turn", passed: false, text }]);
    return { step, ...other, [disruption.purpose]: reasons };
  }
  const leftover = findLeftover(situation);
  if (leftover !== undefined) return leftover;
  const reboot = beginReboot(situation);
  const upgrade = beginUpgrade(situation);
  const correction = beginCorrection(situation);
  const reasons = {
    reboot: reboot.reasons,
    upgrade: upgrade.reasons,
    correction: correction.reasons,
  };
  const steps = [reboot.step, upgrade.step, correction.step];
  const next = steps.find(({ kind }) => kind !== "rest");
  if (next !== undefined) return { step: next, ...reasons };
  const forMs = Math.min(...steps.map((step) => (step.kind === "rest" ? step.forMs : Infinity)));
  return { step: { kind: "rest", forMs }, ...reasons };
};

const toAll = (reasons: readonly Reason[]): Omit<Outlook, "step"> => ({
  reboot: reasons,
  upgrade: reasons,
  correction: reasons,
});

/** What a host whose memory was lost has left in the cluster: a cordon of ours, a turn. */
const findLeftover = ({ isFresh, spec, cluster }: Situation): Outlook | undefined => {
  if (!isFresh || spec === undefined || !takesTurns(spec)) return undefined;
  const toOutlook = (step: Step, text: string): Outlook => {
    const reasons = [{ gate: "start", passed: false, text }];
    return { step, ...toAll(reasons) };
  };
  if (cluster === undefined) return toOutlook({ kind: "look" }, "the cluster is being asked");
  if (cluster.kind === "away")
    return toOutlook({ kind: "rest", forMs: AWAY_MS }, `the Kubernetes API: ${cluster.reason}`);
  if (cluster.node?.isOurs === true)
    return toOutlook({ kind: "uncordon" }, "a cordon of ours was left behind");
  return cluster.slot.kind === "held"
    ? toOutlook({ kind: "release" }, "a turn was left behind")
    : undefined;
};

const AWAY_MS = 5_000;
