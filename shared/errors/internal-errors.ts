import { defineError } from "./define-error.ts";
import { PharosError } from "./pharos-error.ts";

export const unexpectedError = defineError<{ readonly reason: string }>({
  code: "UNEXPECTED",
  blame: "bug",
  message: ({ reason }) => `an error that pharosctl does not know: ${reason}`,
  hint: () =>
    "this is a bug of pharosctl: please report it with the output of the same command and --verbose",
});

/** The one place where an unknown throwable becomes an error of ours; use it at a boundary, once. */
export const toPharosError = (error: unknown): PharosError => {
  if (error instanceof PharosError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return unexpectedError({ reason }, { cause: error });
};
