import type { Disruption } from "../engine/change.ts";
import type { Ref } from "../engine/ref.ts";

/** What a systemd unit should be doing. */
export type UnitSpec = RunningUnit | StoppedUnit | MaskedUnit | UnmaskedUnit;

/** Enabled, started, and started after all that it reads was last changed. */
export interface RunningUnit {
  readonly ensure: "running";
  readonly unit: string;
  /** What it reads once, when it starts. */
  readonly restartOn?: readonly UnitInput[];
  /** What it reads again on a reload. */
  readonly reloadOn?: readonly UnitInput[];
  readonly needs?: readonly Ref[];
  /** What a restart does to workloads. Default: nothing. */
  readonly restartDisruption?: Disruption;
}

/** Stopped and not enabled; a unit that does not exist is both. */
export interface StoppedUnit {
  readonly ensure: "stopped";
  readonly unit: string;
  readonly needs?: readonly Ref[];
  /** Refs whose change stops it anyway, by the time it is our turn. */
  readonly stoppedBy?: readonly Ref[];
  readonly stopDisruption?: Disruption;
}

/** Kept from ever starting, before its package is there. One that runs is its owner's and is left alone. */
export interface MaskedUnit {
  readonly ensure: "masked";
  readonly unit: string;
  readonly needs?: readonly Ref[];
}

export interface UnmaskedUnit {
  readonly ensure: "unmasked";
  readonly unit: string;
  readonly needs?: readonly Ref[];
}

/** A file that a unit reads, and the ref under which tasks write it (its package, for a program). */
export interface UnitInput {
  readonly ref: Ref;
  readonly path: string;
}
