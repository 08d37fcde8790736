import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Distribution, DistributionFile } from "../../controller/bootstrap/distribution.ts";

/** Hosts are enrolled with an agent whose files all hold `program`. */
export const createDistribution = (version: string): Distribution => {
  const bundle = createFile(version === "0.1.0" ? "program" : `program ${version}`);
  const runtime = createFile("program");
  return {
    agentVersion: version,
    bundleSha256: bundle.sha256,
    nodeVersion: "24.20.0",
    unit: UNIT,
    unitSha256: sha256(UNIT),
    bundle,
    runtime: () => runtime,
  };
};

/** The same as `createDistribution("0.1.0")`. */
export const writeDistribution = async (folder: string): Promise<void> => {
  const program = { file: "program.gz", sha256: sha256("program") };
  const manifest = {
    agentVersion: "0.1.0",
    nodeVersion: "24.20.0",
    bundle: program,
    unit: { file: "unit", sha256: sha256(UNIT) },
    runtimes: { amd64: program, arm64: program },
  };
  await mkdir(folder);
  await writeFile(join(folder, program.file), gzipSync("program"));
  await writeFile(join(folder, manifest.unit.file), UNIT);
  await writeFile(join(folder, "distribution.json"), JSON.stringify(manifest));
};

const UNIT = "[Unit]\n";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** A file of this content, as the product carries it: compressed. */
const createFile = (content: string): DistributionFile => {
  const packed = gzipSync(content);
  return {
    path: "",
    sha256: sha256(content),
    bytes: async () => packed.length,
    open: async function* (fromByte = 0) {
      yield packed.subarray(fromByte);
    },
  };
};
