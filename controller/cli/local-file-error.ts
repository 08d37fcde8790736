import { diskFull, fileRefused } from "../../shared/errors/host-errors.ts";
import type { PharosError } from "../../shared/errors/pharos-error.ts";

interface SystemError {
  /** `ENOSPC`. */
  readonly code: string;
  /** `open`; what a write to an open file throws has no path. */
  readonly syscall: string;
  readonly path: string | undefined;
}

/**
 * What this machine says of one of its files, whoever asked: no room, no right. `undefined` for
 * everything else, which may be a mistake of ours.
 */
export const toLocalFileError = (cause: unknown, written?: string): PharosError | undefined => {
  const error = readSystemError(cause);
  const path = written ?? error?.path;
  if (error === undefined || path === undefined) return undefined;
  if (FULL.has(error.code)) return diskFull({ path }, { cause });
  const why = DENIED[error.code] ?? (written === undefined ? undefined : MISPLACED[error.code]);
  if (why === undefined) return undefined;
  const operation = written === undefined ? error.syscall : "write";
  return fileRefused({ path, operation, reason: `${error.code}, ${why}` }, { cause });
};

const FULL: ReadonlySet<string> = new Set(["ENOSPC", "EDQUOT"]);

const DENIED: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "it is not permitted",
  EROFS: "its file system is read-only",
};

/** Of a path that somebody has named: elsewhere it would be our mistake. */
const MISPLACED: Readonly<Record<string, string>> = {
  ENOENT: "there is no such folder",
  ENOTDIR: "a part of the path is no folder",
  EISDIR: "it is a folder",
  ENAMETOOLONG: "its name is too long",
};

const readSystemError = (error: unknown): SystemError | undefined => {
  if (!(error instanceof Error) || !("code" in error) || !("syscall" in error)) return undefined;
  const { code, syscall } = error;
  if (typeof code !== "string" || typeof syscall !== "string") return undefined;
  // A program that cannot be started has a path as well.
  if (syscall.startsWith("spawn")) return undefined;
  const path = "path" in error && typeof error.path === "string" ? error.path : undefined;
  return { code, syscall, path };
};
