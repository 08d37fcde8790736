import type { LocalFiles } from "../config/read-config-files.ts";

/** The world as a command sees it; `main.ts` makes the real one, tests their own. */
export interface CommandContext {
  readonly stdout: TextOutput;
  readonly stderr: TextOutput;
  readonly stdin: {
    /** All of it as UTF-8, up to `maxBytes`; throws `CONFIG_UNREADABLE` above that. */
    readonly readAll: (maxBytes: number) => Promise<string>;
  };
  readonly terminal: Terminal;
  /** Working folder, absolute. */
  readonly cwd: string;
  readonly home: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly files: CommandFiles;
  readonly clock: { readonly nowMs: () => number };
  /** Version of pharosctl. */
  readonly version: string;
  /** Folder of what hosts are given; absent: beside the program. */
  readonly distributionFolder?: string;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Aborted by a second one, right before the process ends: for a last word. */
  readonly departure?: AbortSignal;
}

export interface TextOutput {
  readonly write: (text: string) => void;
}

export interface Terminal {
  /** Whether a person sits there: both stdin and stdout are a terminal. */
  readonly isInteractive: boolean;
  /** Whether stdout is a terminal. */
  readonly isTTY: boolean;
  readonly columns: number;
  readonly colors: boolean;
  /** Asks one question, the answer without its line end; undefined when input ends. */
  readonly ask: (question: string) => Promise<string | undefined>;
  /**
   * Shows lines that change in place, below everything that is written meanwhile. There is none where
   * it could not be drawn: without a terminal, on a dumb one, in CI.
   */
  readonly showLive?: ((draw: DrawLive) => LiveArea) | undefined;
}

/** Columns and rows at this moment. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** The lines of this moment, each narrower than the terminal; those that do not fit are left out. */
export type DrawLive = (size: TerminalSize) => readonly string[];

export interface LiveArea {
  /** Draws now; it is done by itself ten times a second. */
  readonly redraw: () => void;
  /** Takes the lines away. Call it in any case. */
  readonly end: () => void;
}

export interface CommandFiles extends LocalFiles {
  /** Writes the whole file or nothing; without `overwrite`, false if something is there already. */
  readonly write: (
    path: string,
    content: string | Uint8Array,
    options: { readonly overwrite: boolean; readonly mode: number },
  ) => Promise<boolean>;
}
