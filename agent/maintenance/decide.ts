import { beginReboot, beginUpgrade } from "./begin.ts";
import { goOn } from "./go-on.ts";
import type { Reason, Situation } from "./situation.ts";
import type { Decision, Step } from "./step.ts";

/** The next step, and why reboots and upgrades of this host are where they are. */
export interface Outlook {
  readonly step: Decision["step"];
  readonly reboot: readonly Reason[];
  readonly upgrade: readonly Reason[];
}

/**
 * Decides from what is known alone. One disruption at a time: what has begun is brought to its end;
 * else a reboot goes before an upgrade, which would ask for another one.
 */
export const decide = (situation: Situation): Outlook => {
  const { disruption } = situation.state;
  if (disruption !== undefined) {
    const { step, reasons } = goOn(situation, disruption);
    const other = [{ gate: "turn", passed: false, text: `the ${disruption.purpose} ends first` }];
    return disruption.purpose === "reboot"
      ? { step, reboot: reasons, upgrade: other }
      : { step, reboot: other, upgrade: reasons };
  }
  const leftover = findLeftover(situation);
  if (leftover !== undefined) return leftover;
  const reboot = beginReboot(situation);
  const upgrade = beginUpgrade(situation);
  const reasons = { reboot: reboot.reasons, upgrade: upgrade.reasons };
  if (reboot.step.kind !== "rest") return { step: reboot.step, ...reasons };
  if (upgrade.step.kind !== "rest") return { step: upgrade.step, ...reasons };
  const forMs = Math.min(reboot.step.forMs, upgrade.step.forMs);
  return { step: { kind: "rest", forMs }, ...reasons };
};

/** What a host whose memory was lost has left in the cluster: a cordon of ours, a turn. */
const findLeftover = ({ isFresh, spec, cluster }: Situation): Outlook | undefined => {
  const isWanted = spec?.reboots !== undefined || spec?.upgrades !== undefined;
  if (!isFresh || !isWanted) return undefined;
  const toOutlook = (step: Step, text: string): Outlook => {
    const reasons = [{ gate: "start", passed: false, text }];
    return { step, reboot: reasons, upgrade: reasons };
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
