import { randomBytes } from "node:crypto";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { diskFull } from "../../shared/errors/host-errors.ts";
import { isDiskFull } from "../host/real/system-error.ts";

/**
 * Replaces one of the agent's own files so that a reader, or a start after a power cut, sees the old
 * or the new text and nothing between. Makes the folder (0700) if needed. Throws `DISK_FULL`.
 */
export const writeAtomic = async (
  path: string,
  content: string | Uint8Array,
  mode = 0o600,
): Promise<void> => {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const temporary = `${path}.${randomBytes(4).toString("hex")}.tmp`;
  try {
    await writeDurably(temporary, content, mode);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw isDiskFull(error) ? diskFull({ path }, { cause: error }) : error;
  }
  const directory = await open(folder, "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
};

const writeDurably = async (
  path: string,
  content: string | Uint8Array,
  mode: number,
): Promise<void> => {
  const handle = await open(path, "wx", mode);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
};
