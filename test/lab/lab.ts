import { rm } from "node:fs/promises";
import { cleanLab } from "./clean-lab.ts";
import { cutCable, healCable } from "./host-cable.ts";
import { blockPort, unblockPort } from "./host-port.ts";
import { cutPower, powerOn, shutDown } from "./host-power.ts";
import { LabError } from "./lab-error.ts";
import { labCacheDir, labPaths } from "./lab-paths.ts";
import { insideNetwork } from "./lab-network.ts";
import type { LabPaths } from "./lab-paths.ts";
import type { LabHost, LabState } from "./lab-state.ts";
import { readLabState } from "./lab-state.ts";
import { withLock } from "./lab-lock.ts";
import type { UpOptions } from "./lab-up.ts";
import { addWorkers, createHosts, labUp } from "./lab-up.ts";
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
  readonly execCommand: (argv: readonly string[]) => Promise<readonly string[]>;
  /** Takes the host's cable out; it stays out over a reboot. */
  readonly cut: (host: string) => Promise<void>;
  readonly heal: (host: string) => Promise<void>;
  /** Packets of the namespace to a port of a host are lost, also of connections that stand. */
  readonly block: (host: string, port: number) => Promise<void>;
  readonly unblock: (host: string, port: number) => Promise<void>;
  /** As a power cut, or with `clean` an orderly shutdown. */
  readonly powerOff: (host: string, clean?: boolean) => Promise<void>;
  /** Resolves when systemd says that the host is running. */
  readonly powerOn: (host: string) => Promise<void>;
  /** As the reset button: a power cut, and on again. */
  readonly killHost: (host: string) => Promise<void>;
  /** As a new disk: a power cut, and the host comes back bare, with other host keys. */
  readonly reinstall: (host: string) => Promise<void>;
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
  const { sshKeyPath, knownHostsPath } = paths;
  const state = async (): Promise<LabState> => await requireState(paths);
  return {
    name,
    sshKeyPath,
    knownHostsPath,
    paths,
    state,
    hosts: async () => (await state()).hosts,
    ...wholeLabVerbs(paths),
    ...commandVerbs(paths),
    ...hostVerbs(paths),
  };
}

function wholeLabVerbs(
  paths: LabPaths,
): Pick<Lab, "up" | "addWorkers" | "snapshot" | "restore" | "down"> {
  const locked = async <T>(work: () => Promise<T>): Promise<T> =>
    await withLock(paths.lockPath, work);
  return {
    up: async (options) => await locked(async () => await labUp(paths, options)),
    addWorkers: async (count) =>
      await locked(async () => await addWorkers(paths, await requireState(paths), count)),
    snapshot: async (snapshot) =>
      await locked(async () => await takeSnapshot(paths, await requireState(paths), snapshot)),
    restore: async (snapshot) => await locked(async () => await restoreSnapshot(paths, snapshot)),
    down: async (purge = false) => {
      await locked(async () => await cleanLab(paths));
      if (purge) await rm(paths.labDir, { recursive: true, force: true });
    },
  };
}

function commandVerbs(paths: LabPaths): Pick<Lab, "ssh" | "sshCommand" | "exec" | "execCommand"> {
  const sshCommand: Lab["sshCommand"] = async (host, argv, user = "root") => {
    const current = await requireState(paths);
    const target = findHost(current, host);
    return sshArguments(paths, target, user, argv, findJump(current, target));
  };
  const execCommand: Lab["execCommand"] = async (argv) => {
    await requireState(paths);
    return [...insideNetwork(paths), ...argv];
  };
  return {
    ssh: async (host, argv, { user, ...options } = {}) =>
      await runCommand(await sshCommand(host, argv, user), options),
    sshCommand,
    exec: async (argv, options) => await runCommand(await execCommand(argv), options),
    execCommand,
  };
}

function hostVerbs(
  paths: LabPaths,
): Pick<
  Lab,
  "cut" | "heal" | "block" | "unblock" | "powerOff" | "powerOn" | "killHost" | "reinstall"
> {
  const withHost = async (
    host: string,
    work: (state: LabState, target: LabHost) => Promise<void>,
  ): Promise<void> =>
    await withLock(paths.lockPath, async () => {
      const state = await requireState(paths);
      await work(state, findHost(state, host));
    });
  const start = async (state: LabState, host: LabHost): Promise<void> => {
    await powerOn(paths, state, host.name);
    await waitForBoot(paths, state, host);
  };
  return {
    cut: async (host) => await cutCable(paths, findHost(await requireState(paths), host).name),
    heal: async (host) => await healCable(paths, findHost(await requireState(paths), host).name),
    block: async (host, port) =>
      await blockPort(paths, findHost(await requireState(paths), host), port),
    unblock: async (host, port) =>
      await unblockPort(paths, findHost(await requireState(paths), host), port),
    powerOff: async (host, clean = false) =>
      await withHost(host, async (state) => {
        const stop = clean ? shutDown : cutPower;
        await stop(paths, state, host);
      }),
    powerOn: async (host) => await withHost(host, start),
    killHost: async (host) =>
      await withHost(host, async (state, target) => {
        await cutPower(paths, state, host);
        await start(state, target);
      }),
    reinstall: async (host) =>
      await withHost(host, async (state, target) => {
        await cutPower(paths, state, host);
        await createHosts(paths, state, [target]);
        await start(state, target);
      }),
  };
}

async function requireState(paths: LabPaths): Promise<LabState> {
  const found = await readLabState(paths);
  if (found === undefined) throw new LabError(`lab ${paths.name} is not up`);
  return found;
}

function findHost(state: LabState, name: string): LabHost {
  const host = state.hosts.find((candidate) => candidate.name === name);
  if (host === undefined) {
    throw new LabError(`no host ${name}: there are ${state.hosts.map((h) => h.name).join(", ")}`);
  }
  return host;
}
