import type { Scenario } from "./scenario.ts";

export interface ScenariosOfDay {
  readonly chosen: readonly Scenario[];
  /** Those whose turn is on another day. */
  readonly left: readonly Scenario[];
}

/** What runs when nothing is named, on a day (days since 1970). */
export function pickScenariosOfDay(all: readonly Scenario[], day: number): ScenariosOfDay {
  const parity = day % 2 === 0 ? "even" : "odd";
  const regular = all.filter(({ onlyByName }) => onlyByName === undefined);
  return {
    chosen: regular.filter(({ days = parity }) => days === parity),
    left: regular.filter(({ days = parity }) => days !== parity),
  };
}
