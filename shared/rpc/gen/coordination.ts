// Generated from proto/ by `npm run generate`; do not edit.

export type Counter = "COUNTER_UNSPECIFIED" | "COUNTER_GENERATION" | "COUNTER_MEMBERSHIP";

export interface AcquireLockRequest {
  /** Unique for one run of one controller. */
  readonly holder: string;
  /** Where the holder runs, for people. */
  readonly host: string;
  /** `apply`, `reset`, …, for people. */
  readonly purpose: string;
  /** Milliseconds until the lock is free unless renewed; 1,000 to 600,000. */
  readonly ttlMs: number;
  /**
   * The fencing number to be given, when a majority has to agree on one; it must be above the last
   * that this agent knows. 0: the agent's next.
   */
  readonly proposedFencingNumber: number;
}

export interface AcquireLockResponse {
  /** Above that of every earlier holder. Calls that change something carry it. */
  readonly fencingNumber: number;
}

export interface RenewLockRequest {
  readonly holder: string;
  readonly fencingNumber: number;
  /** From now on; as in AcquireLockRequest. */
  readonly ttlMs: number;
}

export interface RenewLockResponse {}

export interface ReleaseLockRequest {
  readonly holder: string;
  readonly fencingNumber: number;
  /** The holder's run is not through: another one has to go on. */
  readonly unfinished: boolean;
}

export interface ReleaseLockResponse {}

export interface GetLockRequest {}

export interface GetLockResponse {
  /** Absent: the lock is free. */
  readonly lock: Lock | undefined;
  /** The highest fencing number given; 0: none yet. */
  readonly lastFencingNumber: number;
  /** Holders whose lock ran out, or was given back as unfinished; oldest first, at most 20. */
  readonly unfinishedHolders: readonly string[];
}

export interface Lock {
  readonly holder: string;
  readonly host: string;
  readonly purpose: string;
  readonly fencingNumber: number;
  /** Milliseconds, by the agent's monotonic clock. */
  readonly expiresInMs: number;
}

export interface AllocateNumberRequest {
  readonly counter: Counter;
  /** What the caller believes the counter to be. 0 at first. */
  readonly expected: number;
  /** What it shall be; above `expected`. */
  readonly next: number;
}

export interface AllocateNumberResponse {
  /** False: the counter is above what was expected, and is unchanged. */
  readonly allocated: boolean;
  /** The counter's value now. */
  readonly current: number;
}
