import { mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";

/** Adds a line to a log and waits until it is on disk; a folder that is not there is made (0700). Gives the file's new size in bytes. */
export const appendLine = async (path: string, line: string): Promise<number> => {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(path, "a", 0o600);
  try {
    // Begins with a line end: a line that a crash or a full disk tore must not swallow this one.
    await file.appendFile(`\n${line}`);
    await file.datasync();
    return (await file.stat()).size;
  } finally {
    await file.close();
  }
};
