import { join } from "node:path";
import { build } from "esbuild";

/** Bundles a program of the twin into a folder, as the product's are: its start is part of what is measured. */
export const bundleTwin = async (folder: string, entry: string): Promise<string> => {
  const outfile = join(folder, entry.replace(/\.ts$/, ".mjs"));
  await build({
    entryPoints: [join(import.meta.dirname, entry)],
    outfile,
    bundle: true,
    platform: "node",
    target: "node24",
    format: "esm",
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
    define: { PHAROS_VERSION: '"0.1.0"' },
    external: ["osx-temperature-sensor"],
    logLevel: "warning",
  });
  return outfile;
};
