import type { Scenario } from "./scenario.ts";

export interface ScenariosOfDay {
  readonly chosen: readonly Scenario[];
  /** Those whose turn is on another day. */
  readonly left: readonly Scenario[];
}

const TURNS = 3;

/** What runs when nothing is named, on a day (days since 1970). */
export function pickScenariosOfDay(all: readonly Scenario[], day: number): ScenariosOfDay {
  const today = day % TURNS;
  const regular = all.filter(({ onlyByName }) => onlyByName === undefined);
  return {
    chosen: regular.filter(({ turn = today }) => turn === today),
    left: regular.filter(({ turn = today }) => turn !== today),
  };
}
