import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { buildProduct } from "./build-product.ts";
import { nodeRuntime } from "./node-runtime.ts";
import { runtimeCache } from "./runtime-cache.ts";

const root = join(import.meta.dirname, "..");

/** `npm run build [-- FOLDER]`: both programs, and what the CLI carries for hosts, into dist/ or another folder. */
await buildProduct({
  root,
  dist: resolve(process.argv[2] ?? join(root, "dist")),
  runtime: (platform) => nodeRuntime(root, runtimeCache(process.env, homedir()), platform),
});
