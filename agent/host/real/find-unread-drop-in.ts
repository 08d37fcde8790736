import { posix } from "node:path";
import type { FileReader } from "../files.ts";

const FOLDERS = ["/etc/systemd/system", "/run/systemd/system", "/usr/lib/systemd/system"];

/**
 * A drop-in that is on disk and that systemd did not read. Up to systemd 252 NeedDaemonReload does not
 * see one whose folder `<unit>.d` is new.
 */
export const findUnreadDropIn = async (
  files: FileReader,
  unit: string,
  readFiles: readonly string[],
): Promise<string | undefined> => {
  // /lib and /usr/lib are one place with two names.
  const known = new Set(readFiles.map((path) => posix.basename(path)));
  for (const folder of FOLDERS.map((root) => `${root}/${unit}.d`)) {
    for (const name of (await files.list(folder)) ?? []) {
      if (!name.endsWith(".conf") || known.has(name)) continue;
      const path = `${folder}/${name}`;
      // A link to /dev/null hides a drop-in of the same name.
      if ((await files.stat(path))?.kind === "file") return path;
    }
  }
  return undefined;
};
