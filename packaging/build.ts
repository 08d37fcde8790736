import { createHash } from "node:crypto";
import { chmod, copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import manifest from "../package.json" with { type: "json" };
import { bundleProgram, type ProgramEntry } from "./bundle.ts";
import { type Architecture, nodeRuntime } from "./node-runtime.ts";

const root = join(import.meta.dirname, "..");
const dist = resolve(process.argv[2] ?? join(root, "dist"));
const cache = join(
  process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"),
  "pharosctl",
  "runtime",
);

/** `npm run build [-- FOLDER]`: both programs, and what the CLI carries for hosts, into dist/ or another folder. */
const main = async (): Promise<void> => {
  await rm(dist, { recursive: true, force: true });
  await mkdir(join(dist, "host"), { recursive: true });
  await bundle("controller/main.ts", join(dist, "pharosctl-program.cjs"));
  await bundle("controller/launch.ts", join(dist, "pharosctl.cjs"));
  const agent = join(dist, "host", "pharos-agent.cjs");
  const text = await bundle("agent/main.ts", agent);
  await chmod(join(dist, "pharosctl.cjs"), 0o755);
  await writeFile(`${agent}.gz`, gzipSync(text, { level: 9 }));
  const unit = "pharos-agent.service";
  await copyFile(join(root, "systemd", unit), join(dist, "host", unit));
  const amd64 = await addRuntime("amd64");
  const arm64 = await addRuntime("arm64");
  const distribution = {
    agentVersion: manifest.version,
    nodeVersion: amd64.version,
    bundle: { file: "pharos-agent.cjs.gz", sha256: sha256(text) },
    unit: { file: unit, sha256: sha256(await readFile(join(root, "systemd", unit))) },
    runtimes: { amd64: amd64.entry, arm64: arm64.entry },
  };
  await writeFile(
    join(dist, "host", "distribution.json"),
    `${JSON.stringify(distribution, undefined, 2)}\n`,
  );
};

const bundle = async (entry: ProgramEntry, outfile: string): Promise<Uint8Array> => {
  const { metafile, text } = await bundleProgram(entry);
  await writeFile(outfile, text);
  await writeFile(`${outfile}.meta.json`, JSON.stringify(metafile));
  return text;
};

const addRuntime = async (architecture: Architecture) => {
  const runtime = await nodeRuntime(root, cache, architecture);
  const file = `node-${runtime.version}-linux-${architecture}.gz`;
  await copyFile(runtime.path, join(dist, "host", file));
  return { version: runtime.version, entry: { file, sha256: runtime.sha256 } };
};

const sha256 = (content: string | Uint8Array): string =>
  createHash("sha256").update(content).digest("hex");

await main();
