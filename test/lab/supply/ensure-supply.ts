import { mkdir, readFile, rm, stat, statfs, symlink } from "node:fs/promises";
import { join, relative } from "node:path";
import { installBuildTools } from "./apt/build-tools.ts";
import { takeBuildLock } from "./build-lock.ts";
import { cacheDirectory } from "./cache-directory.ts";
import {
  buildStage,
  digestFiles,
  type Stage,
  stageDirectory,
  tidyStages,
  type Workshop,
} from "./stage.ts";
import { defineImages } from "./stages/images.ts";
import { defineKubernetesPackages } from "./stages/kubernetes-packages.ts";
import { defineLabPrograms } from "./stages/lab-programs.ts";
import { definePackageRepositories, releaseKeyPath } from "./stages/package-repositories.ts";
import { defineStandIns } from "./stages/stand-ins.ts";
import { kubernetesVersions, type StageReport, type Supply } from "./supply.ts";

const lockLimitMs = 60 * 60_000;
const neededBytes = 6e9;

export interface SupplyOptions {
  /** Absolute; default as in `cache-directory.ts`. */
  readonly cacheDirectory?: string;
  /** One line of progress, without a newline; default: stderr. */
  readonly progress?: (line: string) => void;
}

/**
 * Builds the offline supply, or finds it built. Needs root, Debian 12 and its mirrors; about 10 minutes on
 * 2 cores at first, then nothing. A build that was killed goes on with the stage it was in.
 */
export const ensureSupply = async (options: SupplyOptions = {}): Promise<Supply> => {
  const found = await locateSupply(options);
  if (found !== undefined) return found;
  const { directory, progress } = withDefaults(options);
  await refuseWhereImpossible(directory);
  const lock = await takeBuildLock(directory, {
    limitMs: lockLimitMs,
    onWait: () => progress(`waiting for another build in ${directory}`),
  });
  try {
    await rm(join(directory, "unfinished"), { recursive: true, force: true });
    const final = await defineSupply();
    const report: StageReport[] = [];
    const workshop: Workshop = { cacheDirectory: directory, progress, report };
    await installBuildTools(progress);
    const root = await buildStage(workshop, final);
    await tidyStages(workshop, final);
    return toSupply(root, report);
  } finally {
    await lock.release();
  }
};

/** The supply of this tree, if it is built; builds nothing. */
export const locateSupply = async (options: SupplyOptions = {}): Promise<Supply | undefined> => {
  const root = stageDirectory(withDefaults(options).directory, await defineSupply());
  const found = await stat(root).catch(() => undefined);
  return found === undefined ? undefined : toSupply(root, []);
};

/** Removes every built supply and all that builds left behind. */
export const removeSupplies = async (options: SupplyOptions = {}): Promise<void> => {
  await rm(withDefaults(options).directory, { recursive: true, force: true });
};

const withDefaults = (options: SupplyOptions) => ({
  // The lab keeps its hosts beside: what we remove must be ours.
  directory: join(options.cacheDirectory ?? cacheDirectory(process.env), "supply"),
  progress: options.progress ?? ((line: string) => process.stderr.write(`supply: ${line}\n`)),
});

const refuseWhereImpossible = async (directory: string): Promise<void> => {
  const release = await readFile("/etc/os-release", "utf8").catch(() => "");
  if (!/^VERSION_CODENAME=bookworm$/m.test(release)) {
    throw new Error(
      "the lab's offline supply is built from Debian 12's packages: this machine is another system",
    );
  }
  if (process.getuid?.() !== 0)
    throw new Error("the lab's supply installs its build tools with apt: run it as root");
  await mkdir(directory, { recursive: true });
  const { bavail, bsize } = await statfs(directory);
  if (bavail * bsize < neededBytes) {
    throw new Error(
      `the lab's supply needs ${neededBytes / 1e9} GB while it builds: ${directory} has less`,
    );
  }
};

/** One root with links to the results of the stages; the links are relative, so that the cache can be moved. */
const defineSupply = async (): Promise<Stage> => {
  const stages = join(import.meta.dirname, "stages");
  const digest = (...names: readonly string[]) =>
    digestFiles(names.map((name) => join(stages, name)));
  const labPrograms = await defineLabPrograms();
  const kubernetesPackages = defineKubernetesPackages({
    labPrograms,
    recipe: await digest("kubernetes-packages.ts", "kubelet-units.ts", "debian-package.ts"),
  });
  const repositories = definePackageRepositories({
    kubernetesPackages,
    recipe: await digest("package-repositories.ts", "signing-keys.ts"),
  });
  const images = defineImages({
    labPrograms,
    standIns: await defineStandIns(),
    recipe: await digest("images.ts", "image-store.ts", "image-trees.ts"),
  });
  return {
    name: "supply",
    inputs: ["recipe 1"],
    needs: [repositories, images],
    build: async ({ directory, resultOf }) => {
      await symlink(relative(directory, resultOf(repositories)), join(directory, "packages"));
      await symlink(relative(directory, resultOf(images)), join(directory, "registry"));
    },
  };
};

const toSupply = (root: string, buildReport: readonly StageReport[]): Supply => ({
  root,
  aptRoot: join(root, "packages"),
  registryRoot: join(root, "registry"),
  keyPath: join(root, "packages", releaseKeyPath),
  versions: kubernetesVersions,
  buildReport,
});
