import { cp, mkdir, readdir, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { compileGo } from "../go-toolchain.ts";
import { digestFiles, type Stage } from "../stage.ts";
import { kubernetesImportPath, kubernetesSource } from "./kubernetes-source.ts";

const sourceDirectory = join(import.meta.dirname, "..", "programs");

export const labPrograms = ["crictl", "pause", "toolbox"] as const;

/** Our own small programs, compiled against the libraries that the Kubernetes source brings along. */
export const defineLabPrograms = async (): Promise<Stage> => ({
  name: "lab-programs",
  inputs: [await digestFiles(await listSources()), "recipe 1"],
  needs: [kubernetesSource],
  build: async (room) => {
    const goPath = join(room.directory, "go");
    const sources = join(goPath, "src", "pharoslab");
    await mkdir(join(goPath, "src"), { recursive: true });
    await cp(sourceDirectory, sources, { recursive: true });
    const tree = join(room.resultOf(kubernetesSource), "src", kubernetesImportPath);
    await symlink(join(tree, "vendor"), join(sources, "vendor"));
    await compileGo(room, {
      goPath,
      cwd: sources,
      packages: labPrograms.map((name) => `pharoslab/${name}`),
      output: `${room.directory}/`,
    });
    await rm(goPath, { recursive: true });
  },
});

const listSources = async (): Promise<readonly string[]> => {
  const entries = await readdir(sourceDirectory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
};
