import { programFailed } from "../../../shared/errors/host-errors.ts";
import type { ProgramResult } from "../programs.ts";

const OUTPUT_END_CHARS = 4000;

/** Gives the result back, or throws `PROGRAM_FAILED` if its exit code is not 0. */
export const requireSuccess = (reason: string, result: ProgramResult): ProgramResult => {
  if (result.exitCode === 0) return result;
  throw programFailed({
    program: result.argv[0] ?? "",
    reason,
    exitCode: result.exitCode,
    stderr: outputEnd(result),
  });
};

/** The end of what a program said: stderr, or stdout if that is all there is. */
export const outputEnd = ({ stdout, stderr }: ProgramResult): string =>
  (stderr.trim() || stdout.trim()).slice(-OUTPUT_END_CHARS);
