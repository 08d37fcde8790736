import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runCommand } from "../run-command.ts";
import { indexTargetFormat, parseIndexTargets, renderDebianSources } from "./debian-sources.ts";

const downloadLimitMs = 20 * 60_000;

/** apt with the machine's Debian mirrors, but with lists and downloads of its own. */
export interface PrivateApt {
  /** Unpacks a source package, with Debian's patches, below `directory`. */
  readonly unpackSource: (name: string, directory: string) => Promise<void>;
  /** Downloads packages and all they depend on, as for a machine on which nothing is installed. */
  readonly downloadClosure: (names: readonly string[], directory: string) => Promise<void>;
  /** Removes the lists. */
  readonly close: () => Promise<void>;
}

/**
 * Sets up apt below `directory`/apt; the machine's own configuration and state are only read.
 * `architecture` in Debian's words, where packages of another one are wanted.
 */
export const openPrivateApt = async (
  directory: string,
  architecture?: string,
): Promise<PrivateApt> => {
  const root = join(directory, "apt");
  await mkdir(join(root, "lists", "partial"), { recursive: true });
  await writeFile(join(root, "sources.list"), await findDebianSources());
  await writeFile(join(root, "status"), "");
  const settings = toOptions({
    "Dir::Etc::SourceList": join(root, "sources.list"),
    "Dir::Etc::SourceParts": "/dev/null",
    "Dir::State::Lists": join(root, "lists"),
    "Dir::Cache": root,
    // The directories are root's alone: the user _apt could not write to them.
    "APT::Sandbox::User": "root",
    "Acquire::Retries": "3",
    ...(architecture === undefined
      ? {}
      : { "APT::Architecture": architecture, "APT::Architectures": architecture }),
  });
  const apt = async (argv: readonly string[], cwd: string): Promise<void> => {
    await runCommand(["apt-get", ...settings, ...argv], { cwd, limitMs: downloadLimitMs });
  };
  await apt(["update"], root);
  return {
    unpackSource: (name, target) => apt(["source", name], target),
    downloadClosure: async (names, target) => {
      await mkdir(join(target, "partial"), { recursive: true });
      const empty = toOptions({
        "Dir::State::Status": join(root, "status"),
        "Dir::Cache::Archives": target,
      });
      await apt(
        [...empty, "install", "-y", "--download-only", "--no-install-recommends", ...names],
        root,
      );
      await rm(join(target, "partial"), { recursive: true });
      await rm(join(target, "lock"), { force: true });
    },
    close: () => rm(root, { recursive: true, force: true }),
  };
};

const findDebianSources = async (): Promise<string> => {
  const known = renderDebianSources(await readIndexTargets());
  if (known !== "") return known;
  // The origin of a mirror is known only after its first update: fresh images come without lists.
  await runCommand(["apt-get", "update"], { limitMs: downloadLimitMs });
  const updated = renderDebianSources(await readIndexTargets());
  if (updated === "")
    throw new Error("apt knows no mirror of Debian: the lab's supply is made of its packages");
  return updated;
};

const readIndexTargets = async () => {
  const argv = ["apt-get", "indextargets", "--format", indexTargetFormat, "Created-By: Packages"];
  return parseIndexTargets(await runCommand(argv, { limitMs: 60_000 }));
};

const toOptions = (settings: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(settings).flatMap(([key, value]) => ["-o", `${key}=${value}`]);
