import { randomUUID } from "node:crypto";
import { link, open, readdir, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileExists } from "../../shared/errors/cli-errors.ts";
import { diskFull, fileRefused } from "../../shared/errors/host-errors.ts";
import { PharosError } from "../../shared/errors/pharos-error.ts";

/** A write goes on all the time: what has not been touched for so long was left by a dead one. */
const STALE_MS = 10 * 60_000;

interface WriteOptions<Checked> {
  readonly nowMs: number;
  /** Reads the whole file again. */
  readonly check: (temporary: string) => Promise<Checked>;
}

/**
 * Writes a file that only its owner may read, whole or not at all: under another name beside it, which
 * `check` reads again from the disk before it gets its own. Throws `FILE_EXISTS`, `DISK_FULL`, and what the
 * source or the check throws; then nothing is left.
 */
export const writeSnapshotFile = async <Checked>(
  path: string,
  source: AsyncIterable<Uint8Array>,
  { nowMs, check }: WriteOptions<Checked>,
): Promise<Checked> => {
  const temporary = `${path}.${randomUUID()}.part`;
  try {
    await sweep(path, nowMs);
    await writeThrough(temporary, source);
    const checked = await check(temporary);
    // A link, unlike a rename, fails when the name is taken.
    await link(temporary, path);
    await syncPath(dirname(path));
    return checked;
  } catch (error) {
    throw explain(error, path);
  } finally {
    await rm(temporary, { force: true });
  }
};

const sweep = async (path: string, nowMs: number): Promise<void> => {
  const folder = dirname(path);
  const names = await readdir(folder);
  for (const name of names) {
    if (!name.startsWith(`${basename(path)}.`) || !/\.[0-9a-f-]{36}\.part$/.test(name)) continue;
    const found = await stat(join(folder, name)).catch(() => undefined);
    const isStale = found !== undefined && nowMs - found.mtimeMs > STALE_MS;
    if (isStale) await rm(join(folder, name), { force: true });
  }
};

const writeThrough = async (path: string, source: AsyncIterable<Uint8Array>): Promise<void> => {
  const file = await open(path, "wx", 0o600);
  try {
    for await (const chunk of source) await file.writeFile(chunk);
    await file.sync();
  } finally {
    await file.close();
  }
};

const syncPath = async (path: string): Promise<void> => {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
};

const explain = (error: unknown, path: string): unknown => {
  if (error instanceof PharosError || !(error instanceof Error) || !("code" in error)) return error;
  if (error.code === "ENOSPC" || error.code === "EDQUOT")
    return diskFull({ path }, { cause: error });
  if (error.code === "EEXIST") return fileExists({ file: path }, { cause: error });
  return fileRefused({ path, operation: "write", reason: error.message }, { cause: error });
};
