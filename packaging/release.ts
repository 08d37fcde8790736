import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { nodeRuntime } from "./node-runtime.ts";
import { CHECKSUM_FILE, makeRelease } from "./release/make-release.ts";
import { signChecksums } from "./release/sign-checksums.ts";
import { runtimeCache } from "./runtime-cache.ts";

/** `npm run release [-- --out FOLDER] [--key FILE]`: all files of a release into release/; with a key signed. */
const { out, key } = parseArgs({
  options: { out: { type: "string" }, key: { type: "string" } },
}).values;
const root = join(import.meta.dirname, "..");
const folder = resolve(out ?? join(root, "release"));
const cache = runtimeCache(process.env, homedir());
const runtime = (platform: Parameters<typeof nodeRuntime>[2]) => nodeRuntime(root, cache, platform);
const { version } = await runtime("linux-amd64");
if (process.versions.node !== version) {
  throw new Error(`a release is made by the Node that it ships, ${version}: use npm run release`);
}
await makeRelease({ root, folder, runtime, progress: (line) => process.stdout.write(`${line}\n`) });
if (key !== undefined) await signChecksums(join(folder, CHECKSUM_FILE), key);
