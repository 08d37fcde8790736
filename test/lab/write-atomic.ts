import { open, rename } from "node:fs/promises";

/** Replaces a file as a whole: whoever reads it sees the old or the new text, also after a crash. */
export async function writeAtomic(path: string, text: string, mode = 0o644): Promise<void> {
  const temporary = `${path}.new-${process.pid}`;
  const file = await open(temporary, "w", mode);
  try {
    await file.writeFile(text);
    await file.chmod(mode);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}
