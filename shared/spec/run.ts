import type { ErrorFields, Blame } from "../errors/pharos-error.ts";

/** One field that differs; the wire's and the plan's form of the agent's `Change`. */
export interface PlannedChange {
  readonly field: string;
  readonly before?: string;
  readonly after?: string;
  readonly because?: string;
}

/** What one task would change, or did. */
export interface TaskPlan {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly profile: ProfileName;
  readonly changes: readonly PlannedChange[];
  readonly disruption: { readonly level: "none" | "restart" | "outage"; readonly reason: string };
}

/** What a host would change; tasks without changes are only counted. */
export interface HostPlan {
  readonly host: string;
  readonly tasks: readonly TaskPlan[];
  readonly unchanged: number;
  /** Hex SHA-256 over all that was planned: `apply --plan` refuses when it differs. */
  readonly digest: string;
}

/**
 * A profile is a named part of a host's tasks; a controller's phase asks for one of them. `host`:
 * packages, runtime, endpoint; `control-plane`: kubeadm on a master; `worker`: kubeadm join;
 * `network`: CNI and routes; `cluster`: nodes' labels and taints, objects; `absent`: removal. `drift`
 * is all that the spec has, as far as an agent keeps it by itself: runs of it are the agent's own.
 */
export type ProfileName =
  | "host"
  | "control-plane"
  | "worker"
  | "network"
  | "cluster"
  | "absent"
  | "drift";

/** An error as it travels and as it is stored in journals. */
export interface ErrorDetail {
  readonly code: string;
  readonly blame: Blame;
  readonly message: string;
  readonly hint: string;
  readonly fields: ErrorFields;
}

export type RunEvent =
  | {
      readonly type: "run-started";
      readonly profile: ProfileName;
      readonly taskCount: number;
      /** Who asked for it, by the name in their certificate; journals of early agents do not say. */
      readonly requestedBy?: string;
      /** In journals alone: the lock that it was handed over under; absent for work that the agent cannot resume. */
      readonly fencing?: number;
      /** The agent goes on by itself with what was cut off. */
      readonly isResumed?: true;
    }
  | {
      readonly type: "task-started";
      readonly task: string;
      readonly title: string;
      readonly changes: readonly PlannedChange[];
    }
  | { readonly type: "task-unchanged"; readonly task: string }
  | { readonly type: "task-changed"; readonly task: string; readonly tookMs: number }
  | { readonly type: "task-failed"; readonly task: string; readonly error: ErrorDetail }
  /** Not begun because what it reads has failed. */
  | { readonly type: "task-skipped"; readonly task: string; readonly because: string }
  /** Somebody asked for it. The first task that was not begun follows as failed, with RUN_STOPPED. */
  | {
      readonly type: "run-stopped";
      /** By the name in their certificate, or what it made way for. */
      readonly requestedBy?: string;
      /** The last task that was finished; absent: none was. */
      readonly after?: string;
    }
  | {
      readonly type: "run-finished";
      readonly changed: number;
      readonly unchanged: number;
      readonly failed: number;
    };

/** An event with its place: the sequence has no gaps within one host and run. */
export interface RunRecord {
  readonly run: string;
  readonly host: string;
  readonly sequence: number;
  readonly atMs: number;
  readonly event: RunEvent;
}
