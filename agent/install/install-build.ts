import { readFile, readlink, symlink, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import * as z from "zod/mini";
import { agentNotEnrolled } from "../../shared/errors/agent-errors.ts";
import { agentBuildName, runtimeFolderName } from "../../shared/spec/agent-build-name.ts";
import type { AgentBuild } from "../../shared/spec/node-spec.ts";
import { type AgentPaths, unitPath } from "../state/agent-paths.ts";
import { readOptional } from "../state/read-optional.ts";
import { writeAtomic } from "../state/write-atomic.ts";
import { placeFolder, sealFile, switchLink } from "./shelf.ts";

/** In a build's folder, beside the bundle and its unit: what it is, and the Node that it runs on. */
export const buildFiles = {
  bundle: "pharos-agent.cjs",
  unit: unitPath.name,
  node: "node",
  record: "build.json",
} as const;

const CURRENT = "current";
const BuildRecord = z.object({
  version: z.string(),
  bundleSha256: z.string(),
  nodeVersion: z.string(),
  runtimeSha256: z.string(),
  unitSha256: z.string(),
});

/** Writes a file of the right content to a path. */
export type FileSource = (target: string) => Promise<void>;

/** Puts a Node on its shelf. */
export const placeRuntime = (
  paths: AgentPaths,
  build: AgentBuild,
  source: FileSource,
): Promise<void> =>
  placeFolder(paths.runtimeShelf, runtimeFolderName(build), async (partial) => {
    const target = join(partial, buildFiles.node);
    await source(target);
    await sealFile(target, 0o755);
  });

/** Puts a build's folder on its shelf; it is used once `makeCurrent` names it. */
export const placeBuild = (
  paths: AgentPaths,
  build: AgentBuild,
  source: { readonly bundle: FileSource; readonly unit: string },
): Promise<void> =>
  placeFolder(paths.agentShelf, agentBuildName(build), async (partial) => {
    await source.bundle(join(partial, buildFiles.bundle));
    await writeFile(join(partial, buildFiles.unit), source.unit);
    await writeFile(join(partial, buildFiles.record), JSON.stringify(build));
    for (const name of [buildFiles.bundle, buildFiles.unit, buildFiles.record]) {
      await sealFile(join(partial, name), 0o644);
    }
    // One link for both, so that bundle and Node are switched at once.
    const runtime = join("..", "..", "runtime", runtimeFolderName(build), buildFiles.node);
    await symlink(runtime, join(partial, buildFiles.node));
  });

/** What systemd starts from now on: the unit and the programs of this build. */
export const makeCurrent = async (paths: AgentPaths, name: string): Promise<void> => {
  const folder = join(paths.agentShelf, name);
  await writeAtomic(paths.unit, await readFile(join(folder, buildFiles.unit)), 0o644);
  await switchLink(join(paths.agentShelf, CURRENT), name);
  const runtime = basename(dirname(await readlink(join(folder, buildFiles.node))));
  await switchLink(join(paths.runtimeShelf, CURRENT), runtime);
};

/** Name of the build that systemd starts; `undefined` before the first. */
export const currentBuildName = (paths: AgentPaths): Promise<string | undefined> =>
  readlink(join(paths.agentShelf, CURRENT)).catch(() => undefined);

/** What the current build is. Throws `AGENT_NOT_ENROLLED`. */
export const readCurrentBuild = async (paths: AgentPaths): Promise<AgentBuild> => {
  const path = join(paths.agentShelf, CURRENT, buildFiles.record);
  const text = await readOptional(path);
  if (text === undefined) throw agentNotEnrolled({ path, reason: "it is not there" });
  const { data, error } = BuildRecord.safeParse(JSON.parse(text));
  if (data === undefined) throw agentNotEnrolled({ path, reason: z.prettifyError(error) });
  return data;
};
