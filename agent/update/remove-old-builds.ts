import { readdir, readlink, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { buildFiles, currentBuildName } from "../install/install-build.ts";
import type { AgentPaths } from "../state/agent-paths.ts";

/**
 * Removes builds that are neither current nor in `keep` (the last good one), and the Nodes that none
 * of the rest runs on.
 */
export const removeOldBuilds = async (
  paths: AgentPaths,
  keep: readonly string[],
): Promise<void> => {
  const current = await currentBuildName(paths);
  const kept = [...keep, ...(current === undefined ? [] : [current])];
  await removeOthers(paths.agentShelf, kept);
  const links = kept.map((name) => readlink(join(paths.agentShelf, name, buildFiles.node)));
  const runtimes = await Promise.all(links.map((link) => link.catch(() => "")));
  await removeOthers(
    paths.runtimeShelf,
    runtimes.map((link) => basename(dirname(link))),
  );
};

/** What is not whole yet has a dot before its name and is somebody else's. */
const removeOthers = async (shelf: string, kept: readonly string[]): Promise<void> => {
  const entries = await readdir(shelf, { withFileTypes: true });
  const old = entries.filter(
    (entry) => entry.isDirectory() && !entry.name.startsWith(".") && !kept.includes(entry.name),
  );
  for (const { name } of old) await rm(join(shelf, name), { recursive: true, force: true });
};
