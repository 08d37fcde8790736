import { readdir, readlink, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { buildFiles, currentBuildName } from "../install/install-build.ts";
import type { AgentPaths } from "../state/agent-paths.ts";

/**
 * Removes builds that are neither current nor in `keep` (the last good one), and the Nodes that none
 * of the rest runs on; with `before` only what was put on its shelf earlier than that.
 */
export const removeOldBuilds = async (
  paths: AgentPaths,
  keep: readonly string[],
  before?: Date,
): Promise<void> => {
  const current = await currentBuildName(paths);
  const kept = [...keep, ...(current === undefined ? [] : [current])];
  const builds = await removeOthers(paths.agentShelf, kept, before);
  const links = builds.map((name) => readlink(join(paths.agentShelf, name, buildFiles.node)));
  const runtimes = await Promise.all(links.map((link) => link.catch(() => "")));
  await removeOthers(
    paths.runtimeShelf,
    runtimes.map((link) => basename(dirname(link))),
    before,
  );
};

/** Answers what is left. What is not whole yet has a dot before its name and is somebody else's. */
const removeOthers = async (
  shelf: string,
  kept: readonly string[],
  before: Date | undefined,
): Promise<readonly string[]> => {
  const entries = await readdir(shelf, { withFileTypes: true });
  const left: string[] = [];
  for (const entry of entries) {
    const { name } = entry;
    if (!entry.isDirectory() || name.startsWith(".")) continue;
    const path = join(shelf, name);
    if (kept.includes(name) || !(await isOlder(path, before))) left.push(name);
    else await rm(path, { recursive: true, force: true });
  }
  return left;
};

const isOlder = async (path: string, before: Date | undefined): Promise<boolean> =>
  before === undefined || (await stat(path)).mtimeMs < before.getTime();
