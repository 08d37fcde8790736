import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Stage } from "../lab/supply/stage.ts";
import { ensureUnpacked, unpackPackages } from "./unpack-packages.ts";

/** Shells of Debian's that are not installed. */
export interface ForeignShells {
  /** How they are started. */
  readonly fish: readonly string[];
  readonly zsh: readonly string[];
  /** Where zsh's own things are: it looks where it would be installed. A folder per version. */
  readonly zshModules: string;
  readonly zshFunctions: string;
}

/** With libraries of their own and by the loader that came with these, whatever the machine has. */
export const ensureShells = async (progress: (line: string) => void): Promise<ForeignShells> => {
  const root = join(await ensureUnpacked(shells, progress), "root");
  const triplet = process.arch === "arm64" ? "aarch64-linux-gnu" : "x86_64-linux-gnu";
  const folders = [`lib/${triplet}`, `usr/lib/${triplet}`].map((path) => join(root, path));
  const loader = ["ld-linux-aarch64.so.1", "ld-linux-x86-64.so.2"]
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((path) => existsSync(path));
  if (loader === undefined) throw new Error(`no loader below ${root}`);
  const start = (program: string): readonly string[] => [
    loader,
    "--library-path",
    folders.join(":"),
    join(root, program),
  ];
  return {
    fish: start("usr/bin/fish"),
    zsh: start("bin/zsh"),
    zshModules: join(root, `usr/lib/${triplet}/zsh`),
    zshFunctions: join(root, "usr/share/zsh/functions"),
  };
};

const shells: Stage = {
  name: "foreign-shells",
  inputs: ["fish", "zsh", "recipe 1"],
  needs: [],
  build: async ({ directory, progress }) => {
    progress("downloading fish and zsh");
    await unpackPackages(directory, { names: ["fish", "zsh"], place: "root" });
  },
};
