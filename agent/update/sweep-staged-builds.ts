import type { AgentPaths } from "../state/agent-paths.ts";
import { removeOldBuilds } from "./remove-old-builds.ts";
import { readUpdate } from "./update-record.ts";

/** Between a plan, which stages a build, and the apply that switches to it. */
const MIN_AGE_MS = 24 * 3_600_000;

/**
 * Removes builds that came for a plan or an update and were never switched to; those of the last update
 * stay, and `keep`.
 */
export const sweepStagedBuilds = async (
  paths: AgentPaths,
  keep: readonly string[],
  now: Date,
): Promise<void> => {
  const update = await readUpdate(paths);
  const ours = update === undefined ? [] : [update.from, update.to];
  await removeOldBuilds(paths, [...keep, ...ours], new Date(now.getTime() - MIN_AGE_MS));
};
