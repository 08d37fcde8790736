import { copyFile, link, mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { readArchitecture } from "../apt/read-architecture.ts";
import { runCommand } from "../run-command.ts";
import type { Stage, StageRoom } from "../stage.ts";
import { kubernetesMinor } from "../supply.ts";
import { debianArchive } from "./debian-archive.ts";
import { signingKeys, signRelease, type SignerName } from "./signing-keys.ts";

const limitMs = 300_000;

/** Flat repositories per minor, laid out as on pkgs.k8s.io: `deb [signed-by=KEY] URL/ /`. */
const kubernetesPath = join(`v${kubernetesMinor}`, "deb");

/** The public key beside the index, under the name that pkgs.k8s.io gives it. */
export const releaseKeyPath = join("apt", kubernetesPath, "Release.key");

export interface PackageRepositoriesInit {
  readonly kubernetesPackages: Stage;
  readonly recipe: string;
}

interface Repository {
  /** Below the root that is served. */
  readonly path: string;
  /** Directory with the .deb files. */
  readonly packages: string;
  /** Directories of `Release` and `Packages` below `path`; both empty for a flat repository. */
  readonly releasePath: string;
  readonly indexPath: string;
  readonly fields: Readonly<Record<string, string>>;
  /** Absent: the repository has no signature. */
  readonly signer?: SignerName;
}

/** The same packages signed, unsigned and signed by a stranger, and a signed mirror of Debian's. */
export const definePackageRepositories = (init: PackageRepositoriesInit): Stage => ({
  name: "package-repositories",
  inputs: [init.recipe],
  needs: [init.kubernetesPackages, debianArchive, signingKeys],
  build: async (room) => {
    const kubernetes = describeKubernetes(room.resultOf(init.kubernetesPackages));
    const repositories: readonly Repository[] = [
      { ...kubernetes, path: join("apt", kubernetesPath), signer: "lab" },
      { ...kubernetes, path: join("apt-unsigned", kubernetesPath) },
      { ...kubernetes, path: join("apt-wrongkey", kubernetesPath), signer: "stranger" },
      describeDebian(room.resultOf(debianArchive), await readArchitecture()),
    ];
    for (const repository of repositories) await buildRepository(room, repository);
  },
});

const describeKubernetes = (packages: string): Omit<Repository, "path" | "signer"> => ({
  packages,
  releasePath: "",
  indexPath: "",
  fields: { Origin: "pharosctl lab", Label: `isv:kubernetes:core:stable:v${kubernetesMinor}` },
});

/** Named like the real one, so that what trusts Debian by origin (unattended-upgrades) trusts it too. */
const describeDebian = (packages: string, architecture: string): Repository => ({
  path: "apt-debian",
  packages,
  releasePath: "dists/bookworm",
  indexPath: `dists/bookworm/main/binary-${architecture}`,
  fields: {
    Origin: "Debian",
    Label: "Debian",
    Codename: "bookworm",
    Components: "main",
    Architectures: architecture,
  },
  signer: "lab",
});

const buildRepository = async (room: StageRoom, repository: Repository): Promise<void> => {
  const directory = join(room.directory, repository.path);
  room.progress(`indexing ${repository.path}`);
  await mkdir(join(directory, "pool"), { recursive: true });
  for (const name of await readdir(repository.packages)) {
    await link(join(repository.packages, name), join(directory, "pool", name));
  }
  const index = await runCommand(["apt-ftparchive", "packages", "pool"], {
    cwd: directory,
    limitMs,
  });
  await mkdir(join(directory, repository.indexPath), { recursive: true });
  await writeFile(join(directory, repository.indexPath, "Packages"), index);
  await writeFile(join(directory, repository.indexPath, "Packages.gz"), gzipSync(index));
  await writeRelease(room, repository, join(directory, repository.releasePath));
};

const writeRelease = async (
  room: StageRoom,
  repository: Repository,
  directory: string,
): Promise<void> => {
  const options = Object.entries(repository.fields).flatMap(([key, value]) => [
    "-o",
    `APT::FTPArchive::Release::${key}=${value}`,
  ]);
  const release = await runCommand(["apt-ftparchive", ...options, "release", "."], {
    cwd: directory,
    limitMs,
  });
  await writeFile(join(directory, "Release"), release);
  if (repository.signer === undefined) return;
  const keys = room.resultOf(signingKeys);
  await signRelease(directory, join(keys, `${repository.signer}.secret.asc`));
  await copyFile(join(keys, `${repository.signer}.asc`), join(directory, "Release.key"));
};
