import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import manifest from "../../package.json" with { type: "json" };
import { buildProduct } from "../build-product.ts";
import type { NodeRuntime, Platform } from "../node-runtime.ts";
import { renderSbom, type SbomSource } from "./render-sbom.ts";
import { writeArchive } from "./write-archive.ts";

const run = promisify(execFile);
const PLATFORMS: readonly Platform[] = ["linux-amd64", "linux-arm64", "macos-amd64", "macos-arm64"];
export const CHECKSUM_FILE = "SHA256SUMS";

export interface ReleaseSource {
  /** The checkout; its `dist` is made anew. */
  readonly root: string;
  /** Where the release is made; replaced. */
  readonly folder: string;
  readonly runtime: (platform: Platform) => Promise<NodeRuntime>;
  readonly progress: (line: string) => void;
}

/**
 * All files of a release: the package for npm, an archive for each platform, the list of what is
 * inside (SBOM), and the checksums of these. The same checkout gives the same bytes.
 */
export const makeRelease = async (source: ReleaseSource): Promise<void> => {
  const { root, folder, runtime, progress } = source;
  const { version } = manifest;
  const dist = join(root, "dist");
  progress("dist");
  const inside = await buildProduct({ root, dist, runtime });
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const files: string[] = [];
  const add = (file: string): void => {
    files.push(file);
    progress(file);
  };
  add(await packForNpm(root, folder));
  const runtimes: Partial<Record<Platform, NodeRuntime>> = {};
  for (const platform of PLATFORMS) {
    const own = await runtime(platform);
    runtimes[platform] = own;
    const archive = { root, dist, folder, inside: withRuntimes(inside, { [platform]: own }) };
    add(await writeArchive(archive, platform, own));
  }
  const sbom = `pharosctl-${version}.cdx.json`;
  await writeFile(join(folder, sbom), renderSbom(withRuntimes(inside, runtimes)));
  add(sbom);
  await writeFile(join(folder, CHECKSUM_FILE), await renderChecksums(folder, files));
  progress(CHECKSUM_FILE);
};

const withRuntimes = (inside: SbomSource, runtimes: SbomSource["runtimes"]): SbomSource => ({
  ...inside,
  runtimes: { ...inside.runtimes, ...runtimes },
});

/** What `npm pack` itself would do, of the `dist` that is there. It finds the Node that runs this first. */
const packForNpm = async (root: string, folder: string): Promise<string> => {
  const { PATH = "" } = process.env;
  await run("npm", ["pack", "--ignore-scripts", "--pack-destination", folder], {
    cwd: root,
    env: { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${PATH}` },
  });
  return `${manifest.name}-${manifest.version}.tgz`;
};

/** As sha256sum(1) writes and checks them. */
const renderChecksums = async (folder: string, files: readonly string[]): Promise<string> => {
  const lines = files.toSorted().map(async (file) => {
    const hash = createHash("sha256");
    await pipeline(createReadStream(join(folder, file)), hash);
    return `${hash.digest("hex")}  ${file}\n`;
  });
  return (await Promise.all(lines)).join("");
};
