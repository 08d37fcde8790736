import type { PharosError } from "../../shared/errors/pharos-error.ts";

/** Something that has happened in a run, in words that can be shown: one line, nothing that steers a terminal. */
export type Happening =
  | { readonly type: "phase-started"; readonly host: string; readonly phase: string }
  | {
      readonly type: "phase-done";
      readonly host: string;
      readonly phase: string;
      readonly tookMs: number;
    }
  | {
      readonly type: "phase-skipped";
      readonly host: string;
      readonly phase: string;
      readonly reason: string;
    }
  | {
      readonly type: "phase-failed";
      readonly host: string;
      readonly phase: string;
      readonly error: PharosError;
      /** It was not begun, or not ended, because something else has failed or the run was interrupted. */
      readonly isConsequence: boolean;
    }
  /** It has ended on all its hosts. */
  | { readonly type: "phase-over"; readonly phase: string; readonly ends: readonly PhaseEnd[] }
  /** Somebody asked the run to stop. */
  | {
      readonly type: "work-stopped";
      readonly host: string;
      readonly by?: string;
      readonly after?: string;
    }
  /** The agent was away and goes on by itself. */
  | { readonly type: "work-resumed"; readonly host: string }
  | { readonly type: "task-started"; readonly host: string; readonly task: string }
  | {
      readonly type: "task-done";
      readonly host: string;
      readonly task: string;
      readonly tookMs: number;
    }
  | { readonly type: "task-unchanged"; readonly host: string; readonly task: string }
  | {
      readonly type: "task-failed";
      readonly host: string;
      readonly task: string;
      readonly message: string;
    }
  | {
      readonly type: "task-skipped";
      readonly host: string;
      readonly task: string;
      readonly because: string;
    };

/** How a phase ended on one host; skipped ones are no news. */
export type PhaseEnd =
  | { readonly host: string; readonly state: "done"; readonly tookMs: number }
  | { readonly host: string; readonly state: "skipped" }
  | { readonly host: string; readonly state: "failed" | "stopped" | "consequence" };
