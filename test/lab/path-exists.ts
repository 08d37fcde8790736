import { access } from "node:fs/promises";

/** Whether there is anything at a path; what cannot be looked at counts as missing. */
export async function pathExists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}
