import { createReadStream, createWriteStream } from "node:fs";
import { chmod, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import type { NodeRuntime, Platform } from "../node-runtime.ts";
import { NOTICES_FILE, SBOM_FILE } from "../build-product.ts";
import { renderSbom, type SbomSource } from "./render-sbom.ts";
import { renderTar, type TarEntry } from "./render-tar.ts";

export interface ArchiveSource {
  readonly root: string;
  readonly dist: string;
  /** Where the archive goes. */
  readonly folder: string;
  /** What is inside, with this platform's Node. */
  readonly inside: SbomSource;
}

/**
 * The CLI with a Node of its own for one platform, `pharosctl-<version>-<platform>.tar.gz`: unpacked
 * anywhere, `bin/pharosctl` runs; nothing has to be installed. Gives the file's name.
 */
export const writeArchive = async (
  { root, dist, folder, inside }: ArchiveSource,
  platform: Platform,
  runtime: NodeRuntime,
): Promise<string> => {
  const name = `pharosctl-${inside.version}-${platform}`;
  const sbom = join(folder, `.${name}-sbom`);
  const node = join(folder, `.${name}-node`);
  try {
    await pipeline(createReadStream(runtime.path), createGunzip(), createWriteStream(node));
    await chmod(node, 0o755);
    await writeFile(sbom, renderSbom(inside));
    const entries: readonly TarEntry[] = [
      toEntry("LICENSE", join(root, "LICENSE")),
      toEntry(NOTICES_FILE, join(dist, NOTICES_FILE)),
      toEntry("bin/pharosctl", join(root, "packaging/release/launcher.sh"), true),
      ...(await listProduct(dist)).map((path) => toEntry(`lib/${path}`, join(dist, path))),
      toEntry("runtime/LICENSE", runtime.licencePath),
      toEntry("runtime/node", node, true),
      toEntry(SBOM_FILE, sbom),
    ];
    const placed = entries.map((entry) => ({ ...entry, path: `${name}/${entry.path}` }));
    const file = `${name}.tar.gz`;
    await pipeline(renderTar(placed), createGzip(), createWriteStream(join(folder, file)));
    return file;
  } finally {
    await rm(node, { force: true });
    await rm(sbom, { force: true });
  }
};

const toEntry = (path: string, source: string, executable = false): TarEntry => ({
  path,
  source,
  executable,
});

/** What package.json names as files: all but the bundler's accounts, and the agent unpacked. */
const listProduct = async (dist: string): Promise<readonly string[]> => {
  const files = await readdir(dist, { recursive: true, withFileTypes: true });
  return files
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name).slice(dist.length + 1))
    .filter((path) => !path.endsWith(".meta.json") && !path.endsWith("pharos-agent.cjs"))
    .filter((path) => path !== NOTICES_FILE && path !== SBOM_FILE)
    .toSorted();
};
