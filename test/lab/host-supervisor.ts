/**
 * Runs one host until it is powered off: `node host-supervisor.ts CACHE LAB HOST INCARNATION`, started in the lab's network
 * namespace and in a mount namespace of its own, so that the machine never sees the host's mounts and the kernel
 * removes them with the last process.
 */
import { spawn } from "node:child_process";
import { rm } from "node:fs/promises";
import { pid } from "node:process";
import { join } from "node:path";
import { joinCgroups, makeCgroups, removeCgroups } from "./cgroups.ts";
import { LabError } from "./lab-error.ts";
import { hostPaths, labPaths } from "./lab-paths.ts";
import type { HostPaths, LabPaths } from "./lab-paths.ts";
import { bridgeName, cableName } from "./lab-network.ts";
import type { LabState } from "./lab-state.ts";
import { readLabState } from "./lab-state.ts";
import { nspawnArguments } from "./nspawn-arguments.ts";
import { pathExists } from "./path-exists.ts";
import { recordProcess } from "./process-record.ts";
import { runChecked, runCommand } from "./run-command.ts";
import { waitUntil } from "./wait-until.ts";

/** What nspawn ends with under `--keep-unit` when the host inside asked for a reboot. */
const rebootCode = 133;

const [, , cacheDir = "", labName = "", hostName = "", incarnation] = process.argv;
await supervise(labPaths(cacheDir, labName), hostName);

async function supervise(lab: LabPaths, host: string): Promise<void> {
  const { cgroupDirs } = await readOwnState(lab);
  const paths = hostPaths(lab, host);
  const ownGroups = await makeCgroups(cgroupDirs, `supervisor-${host}`);
  await joinCgroups(ownGroups, pid);
  // From here on whoever cleans the lab finds us; a cleaning that came before is noticed by this second look.
  const state = await readOwnState(lab);
  await recordProcess(paths.supervisorPath, pid);
  await mountRoot(paths, state.bareRoot);
  let code = rebootCode;
  while (code === rebootCode) {
    await waitUntil(`the old cable of ${host} to go`, 20_000, async () => !(await hasCable(host)));
    // Groups that the last boot left would be taken for its own by the next one.
    await removeCgroups(state.cgroupDirs.map((dir) => join(dir, `host-${host}`)));
    const groups = await makeCgroups(state.cgroupDirs, `host-${host}`);
    code = await boot(paths, host, groups, ownGroups);
    await rm(paths.nspawnPath, { force: true });
  }
  await removeCgroups(state.cgroupDirs.map((dir) => join(dir, `host-${host}`)));
  await rm(paths.supervisorPath, { force: true });
}

async function readOwnState(lab: LabPaths): Promise<LabState> {
  const state = await readLabState(lab);
  if (state?.incarnation !== incarnation || state === undefined) {
    throw new LabError(`lab ${lab.name} has been taken down or started anew`);
  }
  return state;
}

/** The mount options keep a copied layer usable: nothing in it refers to inodes of the place it was copied from. */
async function mountRoot(paths: HostPaths, bareRoot: string): Promise<void> {
  const dirs = `lowerdir=${bareRoot},upperdir=${paths.upper},workdir=${paths.work}`;
  const options = `${dirs},redirect_dir=on,index=off,metacopy=off,xino=off`;
  await runChecked(["mount", "-t", "overlay", "overlay", "-o", options, paths.root]);
}

/** Boots the host once and waits for its end. */
async function boot(
  paths: HostPaths,
  host: string,
  groups: readonly string[],
  ownGroups: readonly string[],
): Promise<number> {
  // nspawn inherits the groups it is started in; they become the root of what the host sees of them.
  await joinCgroups(groups, pid);
  const child = spawn("systemd-nspawn", await nspawnArguments(paths, host, bridgeName), {
    stdio: ["ignore", "inherit", "inherit"],
    env: {
      PATH: process.env["PATH"],
      // nspawn's own filter would keep runc from joining a session keyring.
      SYSTEMD_SECCOMP: "0",
      // All of /sys and /proc/sys, as on a host with a kernel of its own.
      SYSTEMD_NSPAWN_API_VFS_WRITABLE: "yes",
    },
  });
  const ended = new Promise<number>((resolve, reject) => {
    child.on("error", (cause) => {
      reject(new LabError(`cannot start nspawn for ${host}`, { cause }));
    });
    child.on("close", (code) => {
      resolve(code ?? -1);
    });
  });
  await joinCgroups(ownGroups, pid);
  if (child.pid !== undefined) await recordProcess(paths.nspawnPath, child.pid);
  if (await pathExists(paths.cutPath)) await keepCut(host);
  return await ended;
}

async function hasCable(host: string): Promise<boolean> {
  return (await runCommand(["ip", "link", "show", cableName(host)])).code === 0;
}

/** A cable that was cut stays cut over a reboot. */
async function keepCut(host: string): Promise<void> {
  await waitUntil(
    `the cable of ${host}`,
    10_000,
    async () => {
      return (await runCommand(["ip", "link", "set", cableName(host), "down"])).code === 0;
    },
    20,
  );
}
