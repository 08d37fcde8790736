import { type Blame, type ErrorFields, type HostFailure, PharosError } from "./pharos-error.ts";

export interface ErrorDefinition<Fields extends ErrorFields> {
  /** Stable, upper snake case: `HOST_KEY_CHANGED`. Never reused for another meaning. */
  readonly code: string;
  readonly blame: Blame;
  readonly message: (fields: Fields) => string;
  readonly hint: (fields: Fields) => string;
}

export interface ErrorContext {
  readonly cause?: unknown;
  readonly hosts?: readonly HostFailure[];
}

/** Makes one error of a definition; `definition` is what the catalogue and its docs test read. */
export interface ErrorFactory<Fields extends ErrorFields> {
  (fields: Fields, context?: ErrorContext): PharosError;
  readonly code: string;
  readonly blame: Blame;
  readonly is: (error: unknown) => error is PharosError;
}

/** Defines one entry of the error catalogue (`catalogue.ts` lists them all, `docs/errors.md` explains them). */
export const defineError = <Fields extends ErrorFields>(
  definition: ErrorDefinition<Fields>,
): ErrorFactory<Fields> => {
  const { code, blame } = definition;
  const make = (fields: Fields, context: ErrorContext = {}): PharosError =>
    new PharosError({
      code,
      blame,
      message: definition.message(fields),
      hint: definition.hint(fields),
      fields,
      ...context,
    });
  const is = (error: unknown): error is PharosError =>
    error instanceof PharosError && error.code === code;
  return Object.assign(make, { code, blame, is });
};
