import { createHash } from "node:crypto";
import { chmod, copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Metafile } from "esbuild";
import manifest from "../package.json" with { type: "json" };
import { bundleProgram, type ProgramEntry } from "./bundle.ts";
import type { NodeRuntime, Platform } from "./node-runtime.ts";
import { listPackages } from "./release/list-packages.ts";
import { renderNotices } from "./release/render-notices.ts";
import { renderSbom, type SbomSource } from "./release/render-sbom.ts";

export const SBOM_FILE = "sbom.cdx.json";
export const NOTICES_FILE = "THIRD-PARTY-NOTICES.txt";

export interface ProductSource {
  /** The checkout. */
  readonly root: string;
  /** Where the product is made; replaced. */
  readonly dist: string;
  readonly runtime: (platform: Platform) => Promise<NodeRuntime>;
}

/**
 * The same checkout, packages and Node give the same bytes, wherever they are. Gives back what is inside,
 * which `dist/sbom.cdx.json` tells.
 */
export const buildProduct = async ({ root, dist, runtime }: ProductSource): Promise<SbomSource> => {
  await rm(dist, { recursive: true, force: true });
  await mkdir(join(dist, "host"), { recursive: true });
  const bundle = bundleInto(root, dist);
  const cli = await bundle("controller/main.ts", "pharosctl-program.cjs");
  await bundle("controller/launch.ts", "pharosctl.cjs");
  await chmod(join(dist, "pharosctl.cjs"), 0o755);
  const agent = await bundle("agent/main.ts", "host/pharos-agent.cjs");
  await writeFile(join(dist, "host/pharos-agent.cjs.gz"), gzipSync(agent.text, { level: 9 }));
  const runtimes = await Promise.all([runtime("linux-amd64"), runtime("linux-arm64")]);
  const [amd64, arm64] = runtimes;
  await writeDistribution({ root, dist, agent: agent.text, amd64, arm64 });
  const packages = await listPackages(root, {
    pharosctl: cli.metafile,
    "pharos-agent": agent.metafile,
  });
  await writeFile(join(dist, NOTICES_FILE), await renderNotices(packages, amd64));
  const inside: SbomSource = {
    version: manifest.version,
    packages,
    programs: { pharosctl: sha256(cli.text), "pharos-agent": sha256(agent.text) },
    runtimes: { "linux-amd64": amd64, "linux-arm64": arm64 },
    versions: process.versions,
  };
  await writeFile(join(dist, SBOM_FILE), renderSbom(inside));
  return inside;
};

interface Bundled {
  readonly text: Uint8Array;
  readonly metafile: Metafile;
}

const bundleInto =
  (root: string, dist: string) =>
  async (entry: ProgramEntry, file: string): Promise<Bundled> => {
    const { metafile, text } = await bundleProgram(entry, root);
    await writeFile(join(dist, file), text);
    await writeFile(join(dist, `${file}.meta.json`), JSON.stringify(metafile));
    return { metafile, text };
  };

interface HostParts {
  readonly root: string;
  readonly dist: string;
  readonly agent: Uint8Array;
  readonly amd64: NodeRuntime;
  readonly arm64: NodeRuntime;
}

/** What the CLI sends to hosts, with the hashes that it holds it to. */
const writeDistribution = async (parts: HostParts): Promise<void> => {
  const { root, dist, agent, amd64, arm64 } = parts;
  const unit = "pharos-agent.service";
  await copyFile(join(root, "systemd", unit), join(dist, "host", unit));
  const addRuntime = async (runtime: NodeRuntime, architecture: string) => {
    const file = `node-${runtime.version}-linux-${architecture}.gz`;
    await copyFile(runtime.path, join(dist, "host", file));
    return { file, sha256: runtime.sha256 };
  };
  await writeJson(join(dist, "host", "distribution.json"), {
    agentVersion: manifest.version,
    nodeVersion: amd64.version,
    bundle: { file: "pharos-agent.cjs.gz", sha256: sha256(agent) },
    unit: { file: unit, sha256: sha256(await readFile(join(root, "systemd", unit))) },
    runtimes: {
      amd64: await addRuntime(amd64, "amd64"),
      arm64: await addRuntime(arm64, "arm64"),
    },
  });
};

const writeJson = (path: string, value: unknown): Promise<void> =>
  writeFile(path, `${JSON.stringify(value, undefined, 2)}\n`);

const sha256 = (content: string | Uint8Array): string =>
  createHash("sha256").update(content).digest("hex");
