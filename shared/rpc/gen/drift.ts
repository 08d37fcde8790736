// Generated from proto/ by `npm run generate`; do not edit.

import type { Change } from "./common.ts";
import type { DriftSpec } from "./spec.ts";

export type FindingState =
  | "FINDING_STATE_UNSPECIFIED"
  | "FINDING_STATE_FOUND"
  | "FINDING_STATE_REPORTED"
  | "FINDING_STATE_WAITING"
  | "FINDING_STATE_LEFT"
  | "FINDING_STATE_CONTESTED"
  | "FINDING_STATE_FAILED"
  | "FINDING_STATE_BLOCKED"
  | "FINDING_STATE_SETTLING";

export interface GetDriftRequest {}

export interface GetStateDigestRequest {}

export interface GetStateDigestResponse {
  /** Of the accepted spec; 0: none. */
  readonly generation: number;
  /**
   * Hex SHA-256 over the digest of the accepted spec and all that differs from it. Two looks that saw
   * the same give the same; shared/spec/state-digest.ts says what it is when nothing differs. Empty
   * before the first look.
   */
  readonly digest: string;
  /** How many tasks differ. */
  readonly differing: number;
  /** Milliseconds since the Unix epoch; absent: nobody has looked yet. */
  readonly lookedAtMs: number | undefined;
}

export interface CheckDriftRequest {}

export interface CorrectDriftRequest {
  /** Corrections that restart something too. Default false: they wait. */
  readonly disruptive: boolean;
}

export interface PauseDriftRequest {
  /** Not empty; shown to others. */
  readonly reason: string;
  /** Milliseconds, from 1 minute to 30 days. */
  readonly forMs: number;
}

export interface ResumeDriftRequest {}

export interface DriftFinding {
  /** As in plans. */
  readonly task: string;
  readonly title: string;
  /** `before` is what was found, `after` what is wanted. */
  readonly changes: readonly Change[];
  readonly state: FindingState;
  /** Why it is in this state; may be empty. */
  readonly reason: string;
  /** When it was first seen, milliseconds since the Unix epoch. */
  readonly seenAtMs: number;
  /** Which process or command made it. Absent: it cannot be known. */
  readonly madeBy: string | undefined;
}

export interface DriftCorrection {
  readonly task: string;
  readonly title: string;
  readonly changes: readonly Change[];
  readonly seenAtMs: number;
  readonly correctedAtMs: number;
  /** Run of the agent's own that made it, with its records. */
  readonly run: string;
  readonly madeBy: string | undefined;
}

export interface DriftPause {
  readonly reason: string;
  /** Name of the operator. */
  readonly pausedBy: string;
  /** Milliseconds since the Unix epoch. */
  readonly untilMs: number;
}

export interface HostDrift {
  readonly spec: DriftSpec | undefined;
  /** Absent: none. */
  readonly pause: DriftPause | undefined;
  /** Absent: nobody has looked yet. */
  readonly lookedAtMs: number | undefined;
  /** How many tasks are watched over. */
  readonly managed: number;
  /** Tasks of the spec that no run has brought about yet. */
  readonly pending: readonly string[];
  /** As in GetStateDigest. */
  readonly digest: string;
  readonly findings: readonly DriftFinding[];
  /** The newest 50, newest first. */
  readonly corrections: readonly DriftCorrection[];
  /** Why changes of files are seen by the clock alone. Absent: they are seen at once. */
  readonly unwatched: string | undefined;
}
