import { join } from "node:path";
import { build, type Metafile } from "esbuild";
import manifest from "../package.json" with { type: "json" };

const repository = join(import.meta.dirname, "..");

/** The programs by the file that wires them, relative to the repository. */
export type ProgramEntry = "agent/main.ts" | "controller/main.ts" | "controller/launch.ts";

export interface Bundle {
  /** What is in it and why: inputs by their path in the repository, with all their imports. */
  readonly metafile: Metafile;
  readonly text: Uint8Array;
}

/** Bundles one program into a single CommonJS file, in memory. `root` is another checkout in tests. */
export const bundleProgram = async (entry: ProgramEntry, root = repository): Promise<Bundle> => {
  const { metafile, outputFiles } = await build({
    entryPoints: [join(root, entry)],
    absWorkingDir: root,
    outfile: "program.cjs",
    write: false,
    bundle: true,
    platform: "node",
    // The agent brings its Node along, the CLI runs on what is there.
    target: entry === "agent/main.ts" ? "node24" : "node20",
    format: "cjs",
    // Names stay, for stack traces. Short ones with `keepNames` make the file smaller, and every
    // function costs a call at the start that gives it its name again.
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
    define: {
      // An ES module's own address has no counterpart in the one CommonJS file.
      "import.meta.url": "undefined",
      "import.meta.dirname": "__dirname",
      PHAROS_VERSION: JSON.stringify(manifest.version),
    },
    external: ["osx-temperature-sensor"],
  });
  const [output] = outputFiles;
  if (output === undefined) throw new Error(`esbuild gave no file for ${entry}`);
  return { metafile, text: output.contents };
};
