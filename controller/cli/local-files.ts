import { access, link, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { CommandFiles } from "./command-context.ts";
import { toLocalFileError } from "./local-file-error.ts";

/** Files of this machine. */
export const localFiles: CommandFiles = {
  read: async (path) => {
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(await readFile(path));
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  },
  exists: async (path) => {
    try {
      await access(path);
      return true;
    } catch {
      return false;
    }
  },
  list: async (path) => {
    try {
      return (await readdir(path)).toSorted();
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  },
  write: async (path, content, { overwrite, mode }) => {
    // On demand: it takes as long to load as all that `--version` needs.
    const { randomUUID } = await import("node:crypto");
    const temporary = `${path}.${randomUUID()}.tmp`;
    try {
      await writeThrough(temporary, content, mode);
      // A link, unlike a rename, fails when the name is taken.
      await (overwrite ? rename(temporary, path) : link(temporary, path));
      await syncFolder(dirname(path));
      return true;
    } catch (error) {
      if (codeOf(error) === "EEXIST") return false;
      throw toLocalFileError(error, path) ?? error;
    } finally {
      // Where it could not be made it cannot be removed either; the first error is the one to tell.
      await rm(temporary, { force: true }).catch(() => undefined);
    }
  },
};

const writeThrough = async (
  path: string,
  content: string | Uint8Array,
  mode: number,
): Promise<void> => {
  const file = await open(path, "wx", mode);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
};

const syncFolder = async (path: string): Promise<void> => {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
};

const isMissing = (error: unknown): boolean => ["ENOENT", "ENOTDIR"].includes(codeOf(error) ?? "");

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error && typeof error.code === "string"
    ? error.code
    : undefined;
