import { createHash } from "node:crypto";
import { chmod, copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { type Architecture, nodeRuntime } from "./node-runtime.ts";

const root = join(import.meta.dirname, "..");
const dist = join(root, "dist");
const cache = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "pharosctl", "runtime");

/** `npm run build`: both programs, and what the CLI carries for hosts, into dist/. */
const main = async (): Promise<void> => {
  const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  await rm(dist, { recursive: true, force: true });
  await mkdir(join(dist, "host"), { recursive: true });
  await bundle("controller/main.ts", join(dist, "pharosctl.cjs"), version);
  const agent = join(dist, "host", "pharos-agent.cjs");
  await bundle("agent/main.ts", agent, version);
  await chmod(join(dist, "pharosctl.cjs"), 0o755);
  const text = await readFile(agent);
  await writeFile(`${agent}.gz`, gzipSync(text, { level: 9 }));
  const unit = "pharos-agent.service";
  await copyFile(join(root, "systemd", unit), join(dist, "host", unit));
  const amd64 = await addRuntime("amd64");
  const arm64 = await addRuntime("arm64");
  const distribution = {
    agentVersion: version,
    nodeVersion: amd64.version,
    bundle: { file: "pharos-agent.cjs.gz", sha256: sha256(text) },
    unit: { file: unit, sha256: sha256(await readFile(join(root, "systemd", unit))) },
    runtimes: { amd64: amd64.entry, arm64: arm64.entry },
  };
  await writeFile(join(dist, "host", "distribution.json"), `${JSON.stringify(distribution, undefined, 2)}\n`);
};

const bundle = async (entry: string, outfile: string, version: string): Promise<void> => {
  const result = await build({
    entryPoints: [join(root, entry)],
    outfile,
    bundle: true,
    platform: "node",
    target: "node24",
    format: "cjs",
    minify: true,
    keepNames: true,
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
    // An ES module's own address has no counterpart in the one CommonJS file.
    define: { "import.meta.url": "undefined", "import.meta.dirname": "__dirname", PHAROS_VERSION: JSON.stringify(version) },
    // grpc-js asks for proto-loader only for its own debugging services, which are off.
    external: ["osx-temperature-sensor", "@grpc/proto-loader"],
  });
  await writeFile(`${outfile}.meta.json`, JSON.stringify(result.metafile));
};

const addRuntime = async (architecture: Architecture) => {
  const runtime = await nodeRuntime(root, cache, architecture);
  const file = `node-${runtime.version}-linux-${architecture}.gz`;
  await copyFile(runtime.path, join(dist, "host", file));
  return { version: runtime.version, entry: { file, sha256: runtime.sha256 } };
};

const sha256 = (content: string | Uint8Array): string => createHash("sha256").update(content).digest("hex");

await main();
