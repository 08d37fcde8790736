import { createHash } from "node:crypto";
import type { AgentBuild } from "./node-spec.ts";

const HASH_LENGTH = 12;

/**
 * Name of a build's folder below /opt/pharos/agent: its version, and a hash over all that runs with
 * it, so that another Node or unit is another build too.
 */
export const agentBuildName = (build: AgentBuild): string => {
  const parts = [build.bundleSha256, build.nodeVersion, build.runtimeSha256, build.unitSha256];
  const hash = createHash("sha256").update(parts.join("\n")).digest("hex");
  return `${build.version}-${hash.slice(0, HASH_LENGTH)}`;
};

/** Name of a Node's folder below /opt/pharos/runtime: a folder of this name has this content. */
export const runtimeFolderName = ({
  nodeVersion,
  runtimeSha256,
}: Pick<AgentBuild, "nodeVersion" | "runtimeSha256">): string =>
  `node-${nodeVersion}-${runtimeSha256.slice(0, HASH_LENGTH)}`;
