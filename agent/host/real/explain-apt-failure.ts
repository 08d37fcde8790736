import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { diskFull } from "../../../shared/errors/host-errors.ts";
import type { PharosError } from "../../../shared/errors/pharos-error.ts";
import {
  packagesBroken,
  packagesFailed,
  packagesNotInstallable,
  repositoryUnreachable,
  repositoryUntrusted,
} from "../../../shared/errors/package-errors.ts";
import type { ProgramResult } from "../programs.ts";
import { type AptLockPorts, findLockHolder, lockedBy } from "./apt-lock.ts";
import { findFullDisk } from "./find-full-disk.ts";
import { parseRepositories } from "./parse-repositories.ts";
import { outputEnd } from "./require-success.ts";
import type { SpawnProgram } from "./spawn-program.ts";

export interface ExplainPorts extends AptLockPorts {
  readonly spawnProgram: SpawnProgram;
}

const LIMIT_MS = 60_000;
const OUTPUT_END_CHARS = 2000;
const DOWNLOAD_LIMIT_MS = 30_000;

/**
 * apt has one exit code (100) and prose. What went wrong is found by asking again: who holds a lock,
 * where there is room, what dpkg's own state is, whether a way exists, which repositories answer.
 */
export const explainAptFailure = async (
  ports: ExplainPorts,
  names: string,
  result: ProgramResult,
): Promise<PharosError> => {
  const stderr = outputEnd(result);
  const holder = await findLockHolder(ports);
  if (holder !== undefined) return lockedBy(holder);
  const full = await findFullDisk(ports.root);
  if (full !== undefined) {
    return diskFull({ path: full }, { cause: packagesFailed({ names, stderr }) });
  }
  if (result.argv.includes("update")) return await explainUpdate(ports, stderr);
  const audit = await ports.spawnProgram({ argv: ["dpkg", "--audit"], limitMs: LIMIT_MS });
  if (audit.stdout.trim() !== "")
    return packagesBroken({ names, audit: audit.stdout.trim(), stderr });
  const simulated = await simulate(ports.spawnProgram, result.argv);
  if (simulated !== undefined && simulated.exitCode !== 0) {
    // Which dependency is not met is told on stdout.
    const output = `${simulated.stdout}\n${simulated.stderr}`.trim();
    return packagesNotInstallable({ names, stderr: output.slice(-OUTPUT_END_CHARS) });
  }
  const away = await findUnreachable(ports.spawnProgram);
  if (away !== undefined) return repositoryUnreachable({ uri: away, stderr });
  return packagesFailed({ names, stderr });
};

const explainUpdate = async (
  { spawnProgram }: ExplainPorts,
  stderr: string,
): Promise<PharosError> => {
  const uris = await listRepositories(spawnProgram);
  const away = await findUnreachable(spawnProgram);
  if (away !== undefined) return repositoryUnreachable({ uri: away, stderr });
  return repositoryUntrusted({ uris: uris.join(", "), stderr });
};

const simulate = async (
  spawnProgram: SpawnProgram,
  [program = "", ...parameters]: readonly string[],
): Promise<ProgramResult | undefined> => {
  if (program !== "apt-get") return undefined;
  return await spawnProgram({ argv: [program, "-s", ...parameters], limitMs: LIMIT_MS });
};

const listRepositories = async (spawnProgram: SpawnProgram): Promise<readonly string[]> =>
  parseRepositories(
    (await spawnProgram({ argv: ["apt-get", "--print-uris", "update"], limitMs: LIMIT_MS })).stdout,
  );

/** The first repository whose release file cannot be had, signed or not. */
const findUnreachable = async (spawnProgram: SpawnProgram): Promise<string | undefined> => {
  for (const uri of await listRepositories(spawnProgram)) {
    const names = ["InRelease", "Release"];
    const answers = await Promise.all(names.map((name) => download(spawnProgram, `${uri}${name}`)));
    if (!answers.includes(true)) return uri;
  }
  return undefined;
};

/** apt's own transport, with its proxies and credentials. Not to /dev/null: apt would replace it. */
const download = async (spawnProgram: SpawnProgram, uri: string): Promise<boolean> => {
  const folder = await mkdtemp(join(tmpdir(), "pharos-release-"));
  const options = ["-o", "Acquire::Retries=0", "-o", "Acquire::http::Timeout=10"];
  const argv = [
    "/usr/lib/apt/apt-helper",
    ...options,
    "download-file",
    uri,
    join(folder, "release"),
  ];
  try {
    return (await spawnProgram({ argv, limitMs: DOWNLOAD_LIMIT_MS })).exitCode === 0;
  } catch {
    // Past its limit: that is an answer too.
    return false;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
