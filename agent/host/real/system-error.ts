import { diskFull, fileRefused } from "../../../shared/errors/host-errors.ts";
import type { PharosError } from "../../../shared/errors/pharos-error.ts";

/** `ENOENT`, … of what node:fs and node:net throw; `undefined` for anything else. */
export const systemErrorCode = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error && typeof error.code === "string"
    ? error.code
    : undefined;

/** The path, or a part of it, is not there. */
export const isAbsent = (error: unknown): boolean => {
  const code = systemErrorCode(error);
  return code === "ENOENT" || code === "ENOTDIR";
};

/** The file system has no room, or the owner's share of it is used up. */
export const isDiskFull = (error: unknown): boolean => {
  const code = systemErrorCode(error);
  return code === "ENOSPC" || code === "EDQUOT";
};

/** Runs one operation on a file; what it throws becomes `DISK_FULL` or `FILE_REFUSED`. */
export const onFile = async <Result>(
  operation: string,
  path: string,
  run: () => Promise<Result>,
): Promise<Result> => {
  try {
    return await run();
  } catch (error) {
    throw toFileError(operation, path, error);
  }
};

const toFileError = (operation: string, path: string, cause: unknown): PharosError => {
  if (isDiskFull(cause)) return diskFull({ path }, { cause });
  const code = systemErrorCode(cause);
  return fileRefused({ path, operation, reason: code ?? String(cause) }, { cause });
};
