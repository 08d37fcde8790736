import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { distributionIncomplete } from "../../shared/errors/bootstrap-errors.ts";

/** What the CLI carries for hosts: the agent's bundle, its unit, and a Node runtime per architecture. */
export interface Distribution {
  readonly agentVersion: string;
  readonly bundleSha256: string;
  readonly nodeVersion: string;
  readonly unit: string;
  readonly unitSha256: string;
  readonly bundle: DistributionFile;
  readonly runtime: (architecture: "amd64" | "arm64") => DistributionFile;
}

/** A gzip file whose content, unpacked, has this hash. */
export interface DistributionFile {
  readonly path: string;
  readonly sha256: string;
  /** Size of the compressed file. */
  readonly bytes: () => Promise<number>;
  /** The compressed file, from a byte on. Default 0. */
  readonly open: (fromByte?: number) => AsyncIterable<Uint8Array>;
}

const Entry = z.strictObject({ file: z.string(), sha256: z.string() });
const Manifest = z.strictObject({
  agentVersion: z.string(),
  nodeVersion: z.string(),
  bundle: Entry,
  unit: Entry,
  runtimes: z.strictObject({ amd64: Entry, arm64: Entry }),
});

/** Reads `distribution.json` beside the CLI's own bundle; throws `DISTRIBUTION_INCOMPLETE`. */
export const openDistribution = async (folder: string): Promise<Distribution> => {
  try {
    const manifest = Manifest.parse(
      JSON.parse(await readFile(join(folder, "distribution.json"), "utf8")),
    );
    const toFile = ({ file, sha256 }: z.infer<typeof Entry>): DistributionFile => {
      const path = join(folder, file);
      return {
        path,
        sha256,
        bytes: async () => (await stat(path)).size,
        open: (fromByte = 0) => createReadStream(path, { start: fromByte }),
      };
    };
    const unit = await readFile(join(folder, manifest.unit.file), "utf8");
    if (createHash("sha256").update(unit).digest("hex") !== manifest.unit.sha256) {
      throw new Error(`${manifest.unit.file} is not the one that was built`);
    }
    return {
      agentVersion: manifest.agentVersion,
      nodeVersion: manifest.nodeVersion,
      bundleSha256: manifest.bundle.sha256,
      unit,
      unitSha256: manifest.unit.sha256,
      bundle: toFile(manifest.bundle),
      runtime: (architecture) => toFile(manifest.runtimes[architecture]),
    };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw distributionIncomplete({ folder, reason }, { cause });
  }
};
