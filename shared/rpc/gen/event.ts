// Generated from proto/ by `npm run generate`; do not edit.

import type { RunRecord } from "./run.ts";

export type StartReason =
  | "START_REASON_UNSPECIFIED"
  | "START_REASON_FIRST"
  | "START_REASON_STOP"
  | "START_REASON_CRASH"
  | "START_REASON_BOOT";

export type DriftStep =
  | "DRIFT_STEP_UNSPECIFIED"
  | "DRIFT_STEP_DETECTED"
  | "DRIFT_STEP_CORRECTED"
  | "DRIFT_STEP_GIVEN_UP";

export type DisruptionStage =
  | "DISRUPTION_STAGE_UNSPECIFIED"
  | "DISRUPTION_STAGE_BEGIN"
  | "DISRUPTION_STAGE_DRAIN"
  | "DISRUPTION_STAGE_REBOOT"
  | "DISRUPTION_STAGE_RETURN"
  | "DISRUPTION_STAGE_FAIL"
  | "DISRUPTION_STAGE_UPGRADE";

export interface WatchEventsRequest {
  /** How far back, in milliseconds by the host's own clock. Absent: as far as there are records. */
  readonly withinMs: number | undefined;
  /**
   * Only records of this moment and later: of a record that came, to go on after a broken
   * connection. Milliseconds since the Unix epoch, by the host's clock.
   */
  readonly fromMs: number | undefined;
  /** At most so many records of the past; above 10,000: 10,000. */
  readonly limit: number;
  readonly follow: boolean;
}

export type EventRecord =
  | {
      readonly record: "run";
      readonly run: RunRecord;
    }
  | {
      readonly record: "agent";
      readonly agent: AgentRecord;
    }
  | { readonly record?: undefined };

/** What happened outside of runs, with its place. */
export interface AgentRecord {
  readonly host: string;
  /** From 1 on, without gaps. */
  readonly sequence: number;
  /** Milliseconds since the Unix epoch, by the host's clock. */
  readonly atMs: number;
  readonly event: AgentEvent | undefined;
}

export type AgentEvent =
  | {
      readonly event: "agentStarted";
      readonly agentStarted: AgentStarted;
    }
  | {
      readonly event: "agentStopped";
      readonly agentStopped: AgentStopped;
    }
  | {
      readonly event: "specAccepted";
      readonly specAccepted: SpecAccepted;
    }
  | {
      readonly event: "membershipAccepted";
      readonly membershipAccepted: MembershipAccepted;
    }
  | {
      readonly event: "certificateRenewed";
      readonly certificateRenewed: CertificateRenewed;
    }
  | {
      readonly event: "agentEnrolled";
      readonly agentEnrolled: AgentEnrolled;
    }
  | {
      readonly event: "drift";
      readonly drift: DriftEvent;
    }
  | {
      readonly event: "disruption";
      readonly disruption: DisruptionStep;
    }
  | {
      readonly event: "snapshotCopied";
      readonly snapshotCopied: SnapshotCopied;
    }
  | {
      readonly event: "snapshotCopyFailed";
      readonly snapshotCopyFailed: SnapshotCopyFailed;
    }
  | { readonly event?: undefined };

export interface AgentStarted {
  readonly after: StartReason;
  readonly version: string;
  /** Hex SHA-256 of the running bundle. */
  readonly bundleSha256: string;
  /** Of the kernel; another one after each boot. */
  readonly bootId: string;
}

export interface AgentStopped {}

/** The host got an agent, or its agent a new key, over SSH. */
export interface AgentEnrolled {
  /** Login name on the administrator's machine. */
  readonly requestedBy: string;
  /** Id of the cluster that the host belonged to until then, whose keys are lost. */
  readonly takenFrom: string | undefined;
}

/** The host takes a NodeSpec as what it is to be. */
export interface SpecAccepted {
  readonly generation: number;
}

/** The host takes a membership; hosts that came or left by it, compared with the one before. */
export interface MembershipAccepted {
  readonly number: number;
  readonly joined: readonly string[];
  readonly left: readonly string[];
  /** How many certificates are revoked now. */
  readonly revoked: number;
}

export interface DriftEvent {
  readonly step: DriftStep;
  /** As in plans. */
  readonly task: string;
  readonly title: string;
  /** What becomes of it, or why it was given up; may be empty. */
  readonly reason: string;
  /** Which process or command made it. Absent: it cannot be known. */
  readonly madeBy: string | undefined;
  /** Run of the agent's own that put it back. */
  readonly run: string | undefined;
}

export interface CertificateRenewed {
  /** File on the host. */
  readonly path: string;
  /** Hex, lower case. */
  readonly serial: string;
  /** Milliseconds since the Unix epoch. */
  readonly notAfterMs: number;
}

/** A step of a reboot or an upgrade that the agent makes by itself. */
export interface DisruptionStep {
  readonly stage: DisruptionStage;
  /** Why, or what came of it. */
  readonly text: string;
}

/** A scheduled snapshot of etcd is in the store, whole. */
export interface SnapshotCopied {
  /** In the store. */
  readonly name: string;
}

/** Scheduled snapshots of etcd do not get into the store; noted once for each reason, tried again and again. */
export interface SnapshotCopyFailed {
  readonly reason: string;
}
