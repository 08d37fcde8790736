import { lstat, readdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { AgentPaths } from "./agent-paths.ts";

/** Unfinished files of `writeAtomic`, of the host's file writer and of `installBuild`. */
const UNFINISHED: readonly RegExp[] = [
  /\.[0-9a-f]{8}\.tmp$/,
  /^\.pharos-[0-9a-f]{12}$/,
  /^\..+\.partial$/,
  /^\.(current|node)\.next$/,
];
/** An enrolment may be at work beside us. */
const MIN_AGE_MS = 10 * 60_000;

/** Removes what writes that were killed have left in the agent's own folders. */
export const sweepOwnFolders = async (paths: AgentPaths, now: Date): Promise<void> => {
  const folders = [
    dirname(paths.config),
    paths.pki,
    dirname(paths.spec),
    paths.journal,
    paths.secrets,
    dirname(paths.drift),
    dirname(paths.maintenance),
    paths.runtimeShelf,
    paths.agentShelf,
  ];
  for (const folder of folders) {
    const names = await readdir(folder).catch(() => []);
    for (const name of names.filter((one) => UNFINISHED.some((pattern) => pattern.test(one)))) {
      const path = join(folder, name);
      const found = await lstat(path).catch(() => undefined);
      const ageMs = now.getTime() - (found?.mtimeMs ?? now.getTime());
      if (ageMs >= MIN_AGE_MS) await rm(path, { recursive: true, force: true });
    }
  }
};
