import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { cleanLab } from "./clean-lab.ts";
import { cutPower, powerOn, shutDown } from "./host-power.ts";
import { LabError } from "./lab-error.ts";
import { hostPaths, labCacheDir, labPaths } from "./lab-paths.ts";
import { insideNetwork, isCableThere, setCable } from "./lab-network.ts";
import type { LabPaths } from "./lab-paths.ts";
import type { LabHost, LabState } from "./lab-state.ts";
import { readLabState } from "./lab-state.ts";
import { withLock } from "./lab-lock.ts";
import type { UpOptions } from "./lab-up.ts";
import { addWorkers, labUp } from "./lab-up.ts";
import type { CommandOptions, CommandResult } from "./run-command.ts";
import { runCommand } from "./run-command.ts";
import { restoreSnapshot, takeSnapshot } from "./snapshot.ts";
import { sshArguments } from "./ssh-access.ts";
import { findJump, waitForBoot } from "./wait-for-boot.ts";

export interface SshOptions extends CommandOptions {
  /** Default root; `ubuntu` is the user with sudo. */
  readonly user?: string;
}

/** One lab: a set of hosts in a network of their own. All verbs but the reading ones exclude each other over processes. */
export interface Lab {
  readonly name: string;
  readonly sshKeyPath: string;
  /** Host keys of all hosts, by address and by name. */
  readonly knownHostsPath: string;
  readonly paths: LabPaths;
  readonly state: () => Promise<LabState>;
  readonly hosts: () => Promise<readonly LabHost[]>;
  readonly up: (options: UpOptions) => Promise<void>;
  readonly addWorkers: (count: number) => Promise<readonly LabHost[]>;
  readonly ssh: (
    host: string,
    argv: readonly string[],
    options?: SshOptions,
  ) => Promise<CommandResult>;
  /** The argument vector that `ssh` runs, for a terminal or a pipe of the caller's own. */
  readonly sshCommand: (
    host: string,
    argv: readonly string[],
    user?: string,
  ) => Promise<readonly string[]>;
  /** Runs a command of this machine in the lab's network, where the hosts can be reached. */
  readonly exec: (argv: readonly string[], options?: CommandOptions) => Promise<CommandResult>;
  readonly execCommand: (argv: readonly string[]) => readonly string[];
  /** Takes the host's cable out; it stays out over a reboot. */
  readonly cut: (host: string) => Promise<void>;
  readonly heal: (host: string) => Promise<void>;
  /** As a power cut, or with `clean` an orderly shutdown. */
  readonly powerOff: (host: string, clean?: boolean) => Promise<void>;
  /** Resolves when systemd says that the host is running. */
  readonly powerOn: (host: string) => Promise<void>;
  /** As the reset button: a power cut, and on again. */
  readonly killHost: (host: string) => Promise<void>;
  /** Keeps the disks of all hosts under a name; the hosts are shut down for it and started again. */
  readonly snapshot: (snapshot: string) => Promise<void>;
  /** Puts the lab back to a snapshot, with the hosts that it had then; the lab may be down. */
  readonly restore: (snapshot: string) => Promise<void>;
  /** Leaves nothing on the machine; keys and snapshots stay in the cache unless `purge`. */
  readonly down: (purge?: boolean) => Promise<void>;
}

/** A lab by its name; whether it is up or not is found out by the verbs. */
export function openLab(name = "lab", env: NodeJS.ProcessEnv = process.env): Lab {
  if (!/^[a-z][a-z0-9-]{0,30}$/.test(name)) throw new LabError(`${name}: not a name for a lab`);
  const paths = labPaths(labCacheDir(env), name);
  const state = async (): Promise<LabState> => {
    const found = await readLabState(paths);
    if (found === undefined) throw new LabError(`lab ${name} is not up`);
    return found;
  };
  const locked = async <T>(work: () => Promise<T>): Promise<T> =>
    await withLock(paths.lockPath, work);
  const sshCommand: Lab["sshCommand"] = async (host, argv, user = "root") => {
    const current = await state();
    const target = findHost(current, host);
    return sshArguments(paths, target, user, argv, findJump(current, target));
  };
  const execCommand: Lab["execCommand"] = (argv) => {
    if (!existsSync(paths.statePath)) throw new LabError(`lab ${name} is not up`);
    return [...insideNetwork(paths), ...argv];
  };
  const start = async (current: LabState, host: LabHost): Promise<void> => {
    await powerOn(paths, current, host.name);
    await waitForBoot(paths, current, host);
  };
  return {
    name,
    sshKeyPath: paths.sshKeyPath,
    knownHostsPath: paths.knownHostsPath,
    paths,
    state,
    hosts: async () => (await state()).hosts,
    up: async (options) => await locked(async () => await labUp(paths, options)),
    addWorkers: async (count) =>
      await locked(async () => await addWorkers(paths, await state(), count)),
    ssh: async (host, argv, { user, ...options } = {}) =>
      await runCommand(await sshCommand(host, argv, user), options),
    sshCommand,
    exec: async (argv, options) => await runCommand(execCommand(argv), options),
    execCommand,
    cut: async (host) => {
      const { name: hostName } = findHost(await state(), host);
      await writeFile(hostPaths(paths, hostName).cutPath, "");
      if (await isCableThere(paths, hostName)) await setCable(paths, hostName, "down");
    },
    heal: async (host) => {
      const { name: hostName } = findHost(await state(), host);
      await rm(hostPaths(paths, hostName).cutPath, { force: true });
      if (await isCableThere(paths, hostName)) await setCable(paths, hostName, "up");
    },
    powerOff: async (host, clean = false) =>
      await locked(async () => {
        const current = await state();
        const stop = clean ? shutDown : cutPower;
        await stop(paths, current, findHost(current, host).name);
      }),
    powerOn: async (host) =>
      await locked(async () => {
        const current = await state();
        await start(current, findHost(current, host));
      }),
    killHost: async (host) =>
      await locked(async () => {
        const current = await state();
        const target = findHost(current, host);
        await cutPower(paths, current, target.name);
        await start(current, target);
      }),
    snapshot: async (snapshot) =>
      await locked(async () => await takeSnapshot(paths, await state(), snapshot)),
    restore: async (snapshot) =>
      await locked(async () => await restoreSnapshot(paths, snapshot)),
    down: async (purge = false) => {
      await locked(async () => {
        await cleanLab(paths);
        await rm(paths.hostsDir, { recursive: true, force: true });
      });
      if (purge) await rm(paths.labDir, { recursive: true, force: true });
    },
  };
}

function findHost(state: LabState, name: string): LabHost {
  const host = state.hosts.find((candidate) => candidate.name === name);
  if (host === undefined) {
    throw new LabError(`no host ${name}: there are ${state.hosts.map((h) => h.name).join(", ")}`);
  }
  return host;
}
