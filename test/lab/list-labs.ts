import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { labPaths } from "./lab-paths.ts";
import { readLabState } from "./lab-state.ts";

/** Names of the labs that are up, or were when they were killed. */
export async function listLabs(cacheDir: string): Promise<readonly string[]> {
  const names = await readdir(join(cacheDir, "labs")).catch(() => []);
  const states = await Promise.all(
    names.map(async (name) => await readLabState(labPaths(cacheDir, name))),
  );
  return names.filter((_, index) => states[index] !== undefined);
}
