import { readdir, rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { compileGo } from "../go-toolchain.ts";
import { digestFiles, type Stage } from "../stage.ts";
import { kubernetesImportPath, kubernetesSource } from "./kubernetes-source.ts";

const sourceDirectory = join(import.meta.dirname, "..", "programs");

const labPrograms = ["crictl", "pause", "toolbox"] as const;

/** A place in the Kubernetes tree that is not taken: only from inside it are its vendored libraries seen. */
const placeInTree = "cmd/lab";

/** Our own small programs, compiled against the libraries that the Kubernetes source brings along. */
export const defineLabPrograms = async (): Promise<Stage> => ({
  name: "lab-programs",
  inputs: [await digestFiles(await listSources()), "recipe 2"],
  needs: [kubernetesSource],
  build: async (room) => {
    const goPath = room.resultOf(kubernetesSource);
    const tree = join(goPath, "src", kubernetesImportPath);
    const places = (await listSources()).map((path) => [
      join(tree, placeInTree, relative(sourceDirectory, path)),
      path,
    ]);
    const overlayPath = join(room.directory, "overlay.json");
    const replace: unknown = Object.fromEntries(places);
    await writeFile(overlayPath, JSON.stringify({ Replace: replace }));
    await compileGo(room, {
      goPath,
      cwd: tree,
      packages: labPrograms.map((name) => `${kubernetesImportPath}/${placeInTree}/${name}`),
      output: `${room.directory}/`,
      overlayPath,
    });
    await rm(overlayPath);
  },
});

const listSources = async (): Promise<readonly string[]> => {
  const entries = await readdir(sourceDirectory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
};
