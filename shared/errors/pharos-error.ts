/** Who has to act: the user (exit 2 or 11), the environment (exit 1), or we (exit 70). */
export type Blame = "user" | "environment" | "bug";

/** Values that belong to an error: shown with `--verbose`, carried over the wire, never secret. */
export type ErrorFields = Readonly<Record<string, string | number | boolean>>;

/** One host's part in an error that several hosts share. */
export interface HostFailure {
  readonly host: string;
  readonly error: PharosError;
}

export interface PharosErrorInit {
  readonly code: string;
  readonly blame: Blame;
  readonly message: string;
  readonly hint: string;
  readonly fields: ErrorFields;
  readonly cause?: unknown;
  readonly hosts?: readonly HostFailure[];
}

/**
 * Every error that leaves a function of ours on purpose. `message` is what failed and where, one
 * line, lower case; `hint` is the next command or the line to change. Made by `defineError` only.
 */
export class PharosError extends Error {
  readonly code: string;
  readonly blame: Blame;
  readonly hint: string;
  readonly fields: ErrorFields;
  readonly hosts: readonly HostFailure[];

  constructor(init: PharosErrorInit) {
    super(init.message, { cause: init.cause });
    this.name = "PharosError";
    this.code = init.code;
    this.blame = init.blame;
    this.hint = init.hint;
    this.fields = init.fields;
    this.hosts = init.hosts ?? [];
  }
}
