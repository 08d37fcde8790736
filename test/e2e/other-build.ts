import { createHash } from "node:crypto";
import { cp, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import * as z from "zod";
import type { Lab } from "../lab/lab.ts";
import { type Cli, openCli } from "./cli.ts";

const Manifest = z.looseObject({ bundle: z.object({ file: z.string(), sha256: z.string() }) });

/**
 * The same administrator with another build of the product, whose agent differs by what `change` makes
 * of its text.
 */
export async function withOtherBuild(
  lab: Lab,
  cli: Cli,
  name: string,
  change: (bundle: string) => string,
): Promise<Cli> {
  const folder = dirname(cli.configPath);
  const dist = join(folder, name);
  await cp(cli.dist, dist, { recursive: true });
  const manifestPath = join(dist, "host", "distribution.json");
  const manifest = Manifest.parse(JSON.parse(await readFile(manifestPath, "utf8")));
  const bundlePath = join(dist, "host", manifest.bundle.file);
  const text = change(gunzipSync(await readFile(bundlePath)).toString("utf8"));
  await writeFile(bundlePath, gzipSync(text));
  const sha256 = createHash("sha256").update(text).digest("hex");
  const bundle = { ...manifest.bundle, sha256 };
  await writeFile(manifestPath, JSON.stringify({ ...manifest, bundle }));
  return await openCli(lab, dist, folder);
}
