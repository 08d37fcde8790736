import { chmod, copyFile, link, mkdir, readdir, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { runCommand } from "../run-command.ts";
import { unpackPackage } from "./debian-archive.ts";

const mergedDirectories = ["bin", "lib", "lib64", "sbin"];
const notNeeded = ["usr/share", "usr/lib/systemd", "etc/init.d", "etc/default", "lib/systemd"];

/** A root with one program, on the PATH of images unless another folder is named. */
export const makeProgramTree = async (
  tree: string,
  program: string,
  name: string,
  folder = "usr/local/bin",
): Promise<void> => {
  await makeSkeleton(tree);
  await mkdir(join(tree, folder), { recursive: true });
  await copyFile(program, join(tree, folder, name));
  await chmod(join(tree, folder, name), 0o755);
};

/** The same program under a second name. */
export const linkProgram = (tree: string, program: string, name: string): Promise<void> =>
  link(join(tree, program), join(tree, name));

/** A root with the files of Debian packages, without documentation, locales and services. */
export const makeDebianTree = async (
  tree: string,
  archive: string,
  packages: readonly string[],
): Promise<void> => {
  await makeSkeleton(tree);
  for (const name of packages) await unpackMerged(tree, archive, name);
  for (const path of notNeeded) await rm(join(tree, path), { recursive: true, force: true });
  const [libraries] = await readdir(join(tree, "usr/lib")).then((names) =>
    names.filter((name) => name.endsWith("-linux-gnu")),
  );
  if (libraries !== undefined) {
    await rm(join(tree, "usr/lib", libraries, "gconv"), { recursive: true, force: true });
  }
};

/**
 * The hosts' kubelet writes its rules through iptables-nft, Debian's default; kube-proxy has to use the
 * same, or the two do not see each other's. Debian makes these links while it installs, which we do not.
 */
export const linkIptablesToNft = async (tree: string): Promise<void> => {
  for (const family of ["iptables", "ip6tables"]) {
    for (const suffix of ["", "-save", "-restore"]) {
      await symlink("xtables-nft-multi", join(tree, "usr/sbin", `${family}${suffix}`));
    }
  }
};

const makeSkeleton = async (tree: string): Promise<void> => {
  for (const path of ["etc", "run", "tmp", "usr/bin", "usr/sbin", "usr/lib", "var/lib"]) {
    await mkdir(join(tree, path), { recursive: true });
  }
  await chmod(tree, 0o755);
  await chmod(join(tree, "tmp"), 0o1777);
};

/** Debian 12's packages still ship /bin, /lib and /sbin; on a root these are links into /usr. */
const unpackMerged = async (tree: string, archive: string, name: string): Promise<void> => {
  const unpacked = `${tree}.unpacked`;
  await mkdir(unpacked);
  await unpackPackage(archive, name, unpacked);
  for (const directory of mergedDirectories) {
    const from = join(unpacked, directory);
    const into = join(unpacked, "usr", directory);
    if (!(await readdir(unpacked)).includes(directory)) continue;
    await mkdir(into, { recursive: true });
    await runCommand(["cp", "-a", `${from}/.`, into], { limitMs: 60_000 });
    await rm(from, { recursive: true });
    await symlink(`usr/${directory}`, join(tree, directory)).catch(ignoreExisting);
  }
  await runCommand(["cp", "-a", `${unpacked}/.`, tree], { limitMs: 60_000 });
  await rm(unpacked, { recursive: true });
};

const ignoreExisting = (error: unknown): void => {
  if (error instanceof Error && "code" in error && error.code === "EEXIST") return;
  throw error;
};
