import { existsSync, readFileSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { openPrivateApt } from "../lab/supply/apt/private-apt.ts";
import { takeBuildLock } from "../lab/supply/build-lock.ts";
import { cacheDirectory } from "../lab/supply/cache-directory.ts";
import { runCommand } from "../lab/supply/run-command.ts";
import { buildStage, type Stage } from "../lab/supply/stage.ts";

/** What runs programs of arm64 on this machine. */
export interface Emulator {
  /** qemu's user mode emulation, a static program. */
  readonly program: string;
  /** Root with the libraries that Node wants, of arm64. */
  readonly libraries: string;
}

/** qemu and the libraries come by apt, from the machine's own mirrors of Debian. */
export const findEmulatorObstacle = (): string | undefined => {
  const release = existsSync("/etc/os-release") ? readFileSync("/etc/os-release", "utf8") : "";
  return /^ID="?debian"?$/m.test(release) ? undefined : "qemu comes from Debian, this is none";
};

const LOCK_LIMIT_MS = 20 * 60_000;

/** From Debian's packages, unpacked into the cache and installed nowhere; made once. */
export const ensureEmulator = async (progress: (line: string) => void): Promise<Emulator> => {
  const directory = join(cacheDirectory(process.env), "foreign");
  const lock = await takeBuildLock(directory, {
    limitMs: LOCK_LIMIT_MS,
    onWait: () => progress(`waiting for another build in ${directory}`),
  });
  try {
    await rm(join(directory, "unfinished"), { recursive: true, force: true });
    const found = await buildStage({ cacheDirectory: directory, progress, report: [] }, foreign);
    return {
      program: join(found, "native/usr/bin/qemu-aarch64-static"),
      libraries: join(found, "arm64"),
    };
  } finally {
    await lock.release();
  }
};

const foreign: Stage = {
  name: "foreign-programs",
  inputs: ["qemu-user-static", "libstdc++6", "recipe 1"],
  needs: [],
  build: async ({ directory, progress }) => {
    progress("downloading qemu-user-static, and libstdc++6 of arm64");
    await unpack(directory, { names: ["qemu-user-static"], place: "native" });
    await unpack(directory, { names: ["libstdc++6"], place: "arm64", architecture: "arm64" });
  },
};

interface Unpacking {
  readonly names: readonly string[];
  readonly place: string;
  readonly architecture?: string;
}

/** The packages and all they need, one over the other as if they were installed. */
const unpack = async (
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
