import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { agentBuildName, runtimeFolderName } from "../../shared/spec/agent-build-name.ts";
import type { AgentBuild } from "../../shared/spec/node-spec.ts";
import { buildFiles } from "../install/install-build.ts";
import { exists } from "../install/shelf.ts";
import type { AgentPaths } from "../state/agent-paths.ts";

/** Files of a build that are not on their shelves, or are not what its hashes say; `[]`: it is whole. */
export const findMissingFiles = async (
  paths: AgentPaths,
  build: AgentBuild,
): Promise<readonly string[]> => {
  const folder = join(paths.agentShelf, agentBuildName(build));
  // The Node was hashed when it came; 130 MB more would hold the agent up.
  const runtime = join(paths.runtimeShelf, runtimeFolderName(build), buildFiles.node);
  const found = await Promise.all([
    hasHash(join(folder, buildFiles.bundle), build.bundleSha256),
    hasHash(join(folder, buildFiles.unit), build.unitSha256),
    exists(runtime),
  ]);
  return ["the bundle", "the unit", "the runtime"].filter((_, at) => found[at] !== true);
};

const hasHash = async (path: string, sha256: string): Promise<boolean> => {
  const content = await readFile(path).catch(() => undefined);
  return content !== undefined && createHash("sha256").update(content).digest("hex") === sha256;
};
