import type { FindingState, HostDrift } from "../../shared/spec/drift.ts";

/** Drift of one host in a few words; `pharosctl drift` has the rest. */
export interface DriftStatus {
  readonly mode: HostDrift["spec"]["mode"];
  /** How many tasks differ from the spec, without a run's doing. */
  readonly differing: number;
  /** Those that nobody will put back by itself. */
  readonly leftAlone: number;
  /** When the agent corrects again, milliseconds since 1970; absent: it is not paused. */
  readonly pausedUntilMs?: number;
}

const ALONE: readonly FindingState[] = ["reported", "left", "contested", "blocked"];

export const toDriftStatus = ({ spec, findings, pause }: HostDrift): DriftStatus => ({
  mode: spec.mode,
  differing: findings.length,
  leftAlone: findings.filter(({ state }) => ALONE.includes(state)).length,
  ...(pause === undefined ? {} : { pausedUntilMs: pause.untilMs }),
});

/** For a table: `none`, `2 differ`, `2 differ, 1 left alone`, with `off` or `paused` behind it. */
export const renderDriftStatus = (drift: DriftStatus | undefined): string => {
  if (drift === undefined) return "-";
  const { mode, differing, leftAlone, pausedUntilMs } = drift;
  if (mode === "off") return "off";
  const what = differing === 0 ? "none" : `${differing} ${differing === 1 ? "differs" : "differ"}`;
  return [
    what,
    ...(leftAlone === 0 ? [] : [`${leftAlone} left alone`]),
    ...(pausedUntilMs === undefined ? [] : ["paused"]),
  ].join(", ");
};
