// Generated from proto/ by `npm run generate`; do not edit.

import type { Change, ErrorDetail, Profile } from "./common.ts";

export type RunState =
  | "RUN_STATE_UNSPECIFIED"
  | "RUN_STATE_RUNNING"
  | "RUN_STATE_WAITING"
  | "RUN_STATE_SUCCEEDED"
  | "RUN_STATE_FAILED"
  | "RUN_STATE_STOPPED";

export type DisruptionLevel =
  | "DISRUPTION_LEVEL_UNSPECIFIED"
  | "DISRUPTION_LEVEL_NONE"
  | "DISRUPTION_LEVEL_RESTART"
  | "DISRUPTION_LEVEL_OUTAGE";

export interface ListRunsRequest {}

export interface ListRunsResponse {
  readonly runs: readonly RunSummary[];
}

export interface RunSummary {
  /** UUID of the controller's run. */
  readonly run: string;
  readonly profile: Profile;
  readonly state: RunState;
  /** Milliseconds since the Unix epoch. */
  readonly startedAtMs: number;
  /** Absent while it runs. */
  readonly finishedAtMs: number | undefined;
  readonly changed: number;
  readonly failed: number;
  /** Name of the operator that asked for it; empty if nobody was noted. */
  readonly requestedBy: string;
}

export interface GetRunRequest {
  readonly run: string;
}

export interface GetRunResponse {
  readonly summary: RunSummary | undefined;
  readonly records: readonly RunRecord[];
}

export interface WatchRunRequest {
  readonly run: string;
  /** 0: from the start. */
  readonly afterSequence: number;
}

export interface StopRunRequest {
  readonly run: string;
}

export interface StopRunResponse {
  /** The run's state as the request arrived. */
  readonly state: RunState;
}

export interface Disruption {
  readonly level: DisruptionLevel;
  readonly reason: string;
}

/** What one task would change. */
export interface TaskPlan {
  /** Unique within the host and stable between runs. */
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly profile: Profile;
  /** Never empty. */
  readonly changes: readonly Change[];
  readonly disruption: Disruption | undefined;
}

/** What a host would change. */
export interface HostPlan {
  readonly host: string;
  /** Tasks with changes, in the order of execution. */
  readonly tasks: readonly TaskPlan[];
  /** How many tasks have none. */
  readonly unchanged: number;
  /** Hex SHA-256 over all that was planned. */
  readonly digest: string;
}

/** An event with its place. */
export interface RunRecord {
  readonly run: string;
  readonly host: string;
  /** From 1 on, without gaps within a run of a host. */
  readonly sequence: number;
  /** Milliseconds since the Unix epoch, by the host's clock. */
  readonly atMs: number;
  readonly event: RunEvent | undefined;
}

export type RunEvent =
  | {
      readonly event: "runStarted";
      readonly runStarted: RunStarted;
    }
  | {
      readonly event: "taskStarted";
      readonly taskStarted: TaskStarted;
    }
  | {
      readonly event: "taskUnchanged";
      readonly taskUnchanged: TaskUnchanged;
    }
  | {
      readonly event: "taskChanged";
      readonly taskChanged: TaskChanged;
    }
  | {
      readonly event: "taskFailed";
      readonly taskFailed: TaskFailed;
    }
  | {
      readonly event: "taskSkipped";
      readonly taskSkipped: TaskSkipped;
    }
  | {
      readonly event: "runFinished";
      readonly runFinished: RunFinished;
    }
  | {
      readonly event: "runStopped";
      readonly runStopped: RunStopped;
    }
  | { readonly event?: undefined };

export interface RunStarted {
  readonly profile: Profile;
  readonly taskCount: number;
  /** Name in the certificate of who asked for it. Absent: nobody was noted. */
  readonly requestedBy: string | undefined;
  /** The agent goes on by itself with what its own end, or the host's, had cut off. */
  readonly resumed: boolean;
}

export interface TaskStarted {
  readonly task: string;
  readonly title: string;
  readonly changes: readonly Change[];
}

export interface TaskUnchanged {
  readonly task: string;
}

export interface TaskChanged {
  readonly task: string;
  /** Milliseconds. */
  readonly tookMs: number;
}

export interface TaskFailed {
  readonly task: string;
  readonly error: ErrorDetail | undefined;
}

/** Not begun, because what it reads has failed. */
export interface TaskSkipped {
  readonly task: string;
  readonly because: string;
}

/** Somebody asked for it; the first task that was not begun follows as failed with RUN_STOPPED. */
export interface RunStopped {
  /** Name in the certificate of who asked, or what it made way for. Absent: nobody was noted. */
  readonly requestedBy: string | undefined;
  /** The last task that was finished. Absent: none was. */
  readonly after: string | undefined;
}

export interface RunFinished {
  readonly changed: number;
  readonly unchanged: number;
  readonly failed: number;
}
