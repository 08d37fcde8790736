import { stat, statfs } from "node:fs/promises";
import { totalmem } from "node:os";
import { dirname } from "node:path";
import type { Capacity } from "./find-shortages.ts";

/** How large this machine is. `cacheDir` need not be there yet. */
export const readCapacity = async (cacheDir: string): Promise<Capacity> => ({
  memoryBytes: totalmem(),
  freeBytes: await freeBelow(cacheDir),
  cacheDir,
});

const freeBelow = async (path: string): Promise<number> => {
  const there = await stat(path).catch(() => undefined);
  if (there === undefined) return await freeBelow(dirname(path));
  const { bavail, bsize } = await statfs(path);
  return bavail * bsize;
};
