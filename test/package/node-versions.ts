import { createHash } from "node:crypto";
import { mkdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { cacheDirectory } from "../lab/supply/cache-directory.ts";
import { runCommand } from "../lab/supply/run-command.ts";

/** A release of Node that the CLI has to run on, from npm's packages of the official builds. */
interface NodeRelease {
  readonly version: string;
  /** Of the package for each processor, by Node's words for it. */
  readonly integrity: Readonly<Record<string, string>>;
}

/** The oldest line that is supported and the one between; hosts' own is the newest of ours. */
export const olderNodes: readonly NodeRelease[] = [
  {
    version: "20.20.2",
    integrity: {
      x64: "sha512-PeHQM8wAdmHtZA1mBocygZxs5LiUWtsJezQTkBd0iY987KpGrD1O2tVEydvMZiuXceRanxt7rjTnDEBwOPujoQ==",
      arm64:
        "sha512-LCXJnNTFiyGuYBw2gZSI5OBFMbkjAPt8sqD/NKrWoE2QmDgSubTqFng6GaNJ9EJ8HpxBMGcWWpbbcs4Vo+CnGg==",
    },
  },
  // What the archives for macOS bring along.
  {
    version: "22.23.2",
    integrity: {
      x64: "sha512-lfi+07N7Y+NCz+WrWIu+VmHkXuTLuDv6JLpCAH5n+MvZeG4x9SoSGVJ+h8lUJwJKXGwZUJCdDXo6zZoLw16RGA==",
      arm64:
        "sha512-q/iQECqcUb0U0gzWPRylQbhZhvy36iRBRcxwv9jl3GalPHcQrwIce2nymh9V7LwlocRRpCspu0P3O7vJpHCQOQ==",
    },
  },
];

const LIMIT_MS = 10 * 60_000;

/** The folder with its program `node`, in the cache after the first time. */
export const ensureNode = async ({ version, integrity }: NodeRelease): Promise<string> => {
  const name = `node-linux-${process.arch}`;
  const shelf = join(cacheDirectory(process.env), "nodes");
  const folder = join(shelf, `${name}-${version}`);
  if (await isThere(folder)) return join(folder, "bin");
  const work = join(shelf, `.${name}-${version}-${process.pid}`);
  await mkdir(work, { recursive: true });
  try {
    const pack = ["npm", "pack", `${name}@${version}`, "--pack-destination", work];
    await runCommand(pack, { cwd: work, limitMs: LIMIT_MS });
    const tarball = join(work, `${name}-${version}.tgz`);
    const hash = createHash("sha512")
      .update(await readFile(tarball))
      .digest("base64");
    if (`sha512-${hash}` !== integrity[process.arch]) {
      throw new Error(`${name}@${version} is not the one that is pinned`);
    }
    await runCommand(["tar", "-xzf", tarball, "-C", work], { limitMs: LIMIT_MS });
    await rm(folder, { recursive: true, force: true });
    await rename(join(work, "package"), folder);
    return join(folder, "bin");
  } finally {
    await rm(work, { recursive: true, force: true });
  }
};

const isThere = async (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
