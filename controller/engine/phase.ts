import type { PharosError } from "../../shared/errors/pharos-error.ts";

/**
 * One step of the controller over some hosts. A phase holds no host command and no path; waiting,
 * order and failures are the engine's (`run-phases.ts`).
 */
export interface Phase<Run, HostHandle extends { readonly name: string }> {
  /** For people, verb first: `prepare hosts`. */
  readonly title: string;
  readonly hosts: (run: Run) => readonly HostHandle[];
  /** `together` (default): hosts do not wait for each other. `one-by-one`: in the given order, stops at the first failure. */
  readonly order?: "together" | "one-by-one";
  /** With `one-by-one`: failures after which the next host has its turn all the same. */
  readonly goesOnAfter?: (error: PharosError) => boolean;
  /**
   * Titles of phases that must have ended well on all their hosts before this one begins on any;
   * a host's own earlier phases are always waited for. `settled` phases only have to have ended.
   */
  readonly needs?: readonly string[];
  readonly settled?: readonly string[];
  /** A reason not to run on this host, printed; `undefined`: run. */
  readonly skip?: (run: Run, host: HostHandle) => string | undefined;
  readonly run: (run: Run, host: HostHandle) => Promise<void>;
}

/** What a phase will be tried on, and the titles of those that it waits for on all hosts. */
export interface PlannedPhase {
  readonly phase: string;
  readonly hosts: readonly string[];
  readonly after: readonly string[];
}

export type PhaseEvent =
  /** Before any other event of a list of phases. */
  | { readonly type: "phases-planned"; readonly phases: readonly PlannedPhase[] }
  | { readonly type: "phase-started"; readonly phase: string; readonly host: string }
  | {
      readonly type: "phase-skipped";
      readonly phase: string;
      readonly host: string;
      readonly reason: string;
    }
  | {
      readonly type: "phase-done";
      readonly phase: string;
      readonly host: string;
      readonly tookMs: number;
    }
  | {
      readonly type: "phase-failed";
      readonly phase: string;
      readonly host: string;
      readonly error: unknown;
    };
