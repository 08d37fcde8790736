import { createHash } from "node:crypto";
import { buildRefused } from "../../shared/errors/update-errors.ts";
import { agentBuildName } from "../../shared/spec/agent-build-name.ts";
import type { BuildOrder } from "./receive-build.ts";

const MAX_BYTES = { bundle: 32 * 1024 * 1024, runtime: 256 * 1024 * 1024 } as const;
const HASH = /^[0-9a-f]{64}$/;
/** Versions become names of folders and words of a unit. */
const VERSION = /^[0-9A-Za-z][0-9A-Za-z.+-]{0,63}$/;

/** Throws `BUILD_REFUSED` for what could not become a build. */
export const requireSoundBuild = ({ build, unit, bytes }: BuildOrder): void => {
  const hashes = [build.bundleSha256, build.runtimeSha256, build.unitSha256];
  const versions = [build.version, build.nodeVersion];
  const refuse = (reason: string): never => {
    throw buildRefused({ build: agentBuildName(build), reason });
  };
  if (!versions.every((version) => VERSION.test(version))) refuse("its version is none");
  if (!hashes.every((hash) => HASH.test(hash))) refuse("its hashes are not complete");
  if (createHash("sha256").update(unit).digest("hex") !== build.unitSha256) {
    refuse("the unit that came is not the one that was signed");
  }
  for (const file of ["bundle", "runtime"] as const) {
    if (bytes[file] < 1 || bytes[file] > MAX_BYTES[file]) {
      refuse(`its ${file} has ${bytes[file]} bytes`);
    }
  }
};
