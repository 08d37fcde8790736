import { requireSuccess } from "./require-success.ts";
import type { SpawnProgram } from "./spawn-program.ts";

const SIMULATE_LIMIT_MS = 60_000;

/** Packages that a removal by apt would take off the host; nothing is changed. */
export const simulateRemoval = async (
  spawnProgram: SpawnProgram,
  args: readonly string[],
): Promise<readonly string[]> => {
  const argv = ["apt-get", "-s", "-q", "--allow-change-held-packages", ...args];
  const result = requireSuccess(
    `apt-get -s ${args[0] ?? ""}`,
    await spawnProgram({ argv, limitMs: SIMULATE_LIMIT_MS }),
  );
  return parseRemovals(result.stdout);
};

/** `Remv name [version]` and `Purg name [version]` are what a simulation is for: apt-get(8), `-s`. */
export const parseRemovals = (text: string): readonly string[] => {
  const names = text.split("\n").flatMap((line) => /^(?:Remv|Purg) (\S+)/.exec(line)?.[1] ?? []);
  return [...new Set(names)];
};

/**
 * Dependencies that nobody asked for and that nothing needs once these packages are gone. What was
 * not needed before is somebody else's affair and stays.
 */
export const findOrphans = async (
  spawnProgram: SpawnProgram,
  names: readonly string[],
): Promise<readonly string[]> => {
  const [before, after] = await Promise.all([
    simulateRemoval(spawnProgram, ["autoremove"]),
    simulateRemoval(spawnProgram, ["--autoremove", "purge", "--", ...names]),
  ]);
  return after.filter((name) => !before.includes(name) && !names.includes(name));
};
