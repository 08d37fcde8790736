import { existsSync, readFileSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { openPrivateApt } from "../lab/supply/apt/private-apt.ts";
import { takeBuildLock } from "../lab/supply/build-lock.ts";
import { cacheDirectory } from "../lab/supply/cache-directory.ts";
import { runCommand } from "../lab/supply/run-command.ts";
import { buildStage, type Stage } from "../lab/supply/stage.ts";

/** Programs that tests want come by apt, from the machine's own mirrors of Debian. */
export const findDebianObstacle = (): string | undefined => {
  const release = existsSync("/etc/os-release") ? readFileSync("/etc/os-release", "utf8") : "";
  return /^ID="?debian"?$/m.test(release) ? undefined : "it comes from Debian, this is none";
};

const LOCK_LIMIT_MS = 20 * 60_000;

/** The folder of a stage of unpacked packages: in the cache, made once, installed nowhere. */
export const ensureUnpacked = async (
  stage: Stage,
  progress: (line: string) => void,
): Promise<string> => {
  const directory = join(cacheDirectory(process.env), "foreign");
  const lock = await takeBuildLock(directory, {
    limitMs: LOCK_LIMIT_MS,
    onWait: () => progress(`waiting for another build in ${directory}`),
  });
  try {
    await rm(join(directory, "unfinished"), { recursive: true, force: true });
    return await buildStage({ cacheDirectory: directory, progress, report: [] }, stage);
  } finally {
    await lock.release();
  }
};

export interface Unpacking {
  readonly names: readonly string[];
  /** Below the stage's folder. */
  readonly place: string;
  /** In Debian's words; absent: the machine's. */
  readonly architecture?: string;
}

/** The packages and all they need, one over the other as if they were installed. */
export const unpackPackages = async (
  directory: string,
  { names, place, architecture }: Unpacking,
): Promise<void> => {
  const archives = join(directory, `${place}-packages`);
  const apt = await openPrivateApt(directory, architecture);
  await apt.downloadClosure(names, archives);
  await apt.close();
  for (const file of (await readdir(archives)).filter((name) => name.endsWith(".deb"))) {
    const argv = ["dpkg-deb", "--extract", join(archives, file), join(directory, place)];
    await runCommand(argv, { limitMs: 120_000 });
  }
  await rm(archives, { recursive: true });
};
