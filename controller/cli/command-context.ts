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
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
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
}

export interface CommandFiles extends LocalFiles {
  /** Writes the whole file or nothing; without `overwrite`, false if something is there already. */
  readonly write: (
    path: string,
    content: string,
    options: { readonly overwrite: boolean; readonly mode: number },
  ) => Promise<boolean>;
}
