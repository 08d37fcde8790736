import type { CopyOutcome } from "./copy-snapshots.ts";

/** What is known of the copies of this master's snapshots, since the agent started. */
export interface CopyState {
  /** Snapshots are to be copied, by the spec. */
  readonly isWanted: boolean;
  /** The newest that the store has, whoever copied it. */
  readonly newest?: { readonly name: string; readonly takenAtMs: number };
  /** Why they are not copied, or not all; empty: they are. */
  readonly problem: string;
  /** Since when; absent without a problem. */
  readonly problemSinceMs?: number;
}

export interface CopyMemory {
  readonly current: () => CopyState;
  /** Nothing is to be copied. */
  readonly forget: () => void;
  /** Whether a look at this has ended well before. */
  readonly isSettled: (seen: string) => boolean;
  /** Whether its problem is a new one. */
  readonly settle: (seen: string, outcome: Omit<CopyOutcome, "copied">) => boolean;
  /** Whether it is a new one. */
  readonly fail: (problem: string) => boolean;
}

const NOTHING: CopyState = { isWanted: false, problem: "" };

export const createCopyMemory = (now: () => Date): CopyMemory => {
  let state = NOTHING;
  let settled: string | undefined;
  const change = (problem: string, newest: CopyState["newest"]): boolean => {
    const isNew = problem !== "" && problem !== state.problem;
    const sinceMs = state.problemSinceMs ?? now().getTime();
    state = {
      isWanted: true,
      ...(newest === undefined ? {} : { newest }),
      problem,
      ...(problem === "" ? {} : { problemSinceMs: sinceMs }),
    };
    return isNew;
  };
  return {
    current: () => state,
    forget: () => {
      state = NOTHING;
      settled = undefined;
    },
    isSettled: (seen) => settled === seen,
    settle: (seen, { problem, newest }) => {
      settled = problem === "" ? seen : undefined;
      return change(problem, newest);
    },
    fail: (problem) => {
      settled = undefined;
      return change(problem, state.newest);
    },
  };
};
