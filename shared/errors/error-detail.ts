import type { ErrorDetail } from "../spec/run.ts";
import { toPharosError } from "./internal-errors.ts";
import { PharosError } from "./pharos-error.ts";

/** An error's form in journals and on the wire: no stack, no cause, nothing secret. */
export const toErrorDetail = (error: unknown): ErrorDetail => {
  const { code, blame, message, hint, fields } = toPharosError(error);
  return { code, blame, message, hint, fields };
};

/** The error that a detail stands for, on the side that received it; its definition's `is` knows it. */
export const fromErrorDetail = (detail: ErrorDetail, cause?: unknown): PharosError =>
  new PharosError({ ...detail, cause });
