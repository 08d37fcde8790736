import type { DriftSpec } from "./node-spec.ts";
import type { PlannedChange } from "./run.ts";

/** Differences of one host from its spec that no run made, and what its agent did about them. */
export interface HostDrift {
  readonly spec: DriftSpec;
  readonly pause?: DriftPause;
  /** Milliseconds since 1970; absent: nobody has looked yet. */
  readonly lookedAtMs?: number;
  /** How many tasks are watched over. */
  readonly managed: number;
  /** Tasks that no run has brought about yet: no drift. */
  readonly pending: readonly string[];
  /** As `stateDigest` makes it; empty before the first look. */
  readonly digest: string;
  readonly findings: readonly DriftFinding[];
  /** Newest first. */
  readonly corrections: readonly DriftCorrection[];
  /** Why changes of files are seen by the clock alone; absent: they are seen at once. */
  readonly unwatched?: string;
}

export interface DriftPause {
  readonly reason: string;
  /** Name of the operator. */
  readonly by: string;
  readonly untilMs: number;
}

export const findingStates = [
  "found", //      about to be corrected
  "reported", //   told and not corrected: the mode says so, or there is a pause
  "waiting", //    the correction would disrupt something
  "left", //       somebody else's to keep, or a downgrade
  "contested", //  it came back three times in ten minutes
  "failed", //     the correction failed and is tried again
  "blocked", //    something that it rests on differs and is not corrected
  "settling", //   on its way by itself, such as a unit that starts
] as const;
export type FindingState = (typeof findingStates)[number];

export interface DriftFinding {
  /** Its id, as in plans. */
  readonly task: string;
  readonly title: string;
  /** `before` is what was found, `after` what is wanted. */
  readonly changes: readonly PlannedChange[];
  readonly state: FindingState;
  /** Why it is in this state; may be empty. */
  readonly reason: string;
  readonly seenAtMs: number;
  /** Which process or command made it, if it can be known. */
  readonly madeBy?: string;
}

export interface DriftCorrection {
  readonly task: string;
  readonly title: string;
  readonly changes: readonly PlannedChange[];
  readonly seenAtMs: number;
  readonly correctedAtMs: number;
  readonly run: string;
  readonly madeBy?: string;
}
