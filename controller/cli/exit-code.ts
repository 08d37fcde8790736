import { interrupted } from "../../shared/errors/cli-errors.ts";
import { configInvalid } from "../../shared/errors/config-errors.ts";
import { runInterrupted } from "../../shared/errors/run-errors.ts";
import type { PharosError } from "../../shared/errors/pharos-error.ts";

/** 0 done, 1 the environment failed, 2 wrong use, 11 invalid configuration, 70 a bug of ours, 130 interrupted. */
export type ExitCode = 0 | 1 | 2 | 11 | 70 | 130;

/** The exit code of a command that ended with an error. */
export const exitCodeOf = (error: PharosError): ExitCode => {
  if (error.code === configInvalid.code) return 11;
  if ([interrupted.code, runInterrupted.code].includes(error.code)) return 130;
  switch (error.blame) {
    case "user":
      return 2;
    case "environment":
      return 1;
    case "bug":
      return 70;
  }
};
