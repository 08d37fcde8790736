import { spawn } from "node:child_process";
import { open, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { removeCgroups } from "./cgroups.ts";
import { LabError } from "./lab-error.ts";
import { insideNetwork, isCableThere, removeCable } from "./lab-network.ts";
import { hostPaths } from "./lab-paths.ts";
import type { LabPaths } from "./lab-paths.ts";
import type { LabState } from "./lab-state.ts";
import { findProcess, killProcess } from "./process-record.ts";
import { waitUntil } from "./wait-until.ts";

/** Starts a host's supervisor, which outlives us, and waits until it has started the host. A running host is left alone. */
export async function powerOn(lab: LabPaths, state: LabState, host: string): Promise<void> {
  const paths = hostPaths(lab, host);
  if (await isOn(lab, host)) return;
  // A host whose supervisor was killed goes on without one, and two on one disk would destroy it.
  await cutPower(lab, state, host);
  const log = await open(paths.consoleLog, "w");
  const [program = "", ...enter] = insideNetwork(lab);
  const script = fileURLToPath(new URL("host-supervisor.ts", import.meta.url));
  const isolate = ["unshare", "--mount", "--propagation", "private", "--"];
  const supervisor = [process.execPath, script, lab.cacheDir, lab.name, host, state.incarnation];
  const child = spawn(program, [...enter, ...isolate, ...supervisor], {
    detached: true,
    cwd: "/",
    stdio: ["ignore", log.fd, log.fd],
    env: { PATH: process.env["PATH"] },
  });
  child.on("error", () => {});
  await log.close();
  const started = async (): Promise<boolean> => {
    if (child.exitCode !== null)
      throw new LabError(`${host} does not start: see ${paths.consoleLog}`);
    return (await findProcess(paths.nspawnPath)) !== undefined;
  };
  await waitUntil(`${host} to start`, 60_000, started);
  child.unref();
}

/** Ends a host as a power cut does: everything in it is killed at once. */
export async function cutPower(lab: LabPaths, state: LabState, host: string): Promise<void> {
  const paths = hostPaths(lab, host);
  await killProcess(paths.supervisorPath);
  for (const part of [`host-${host}`, `supervisor-${host}`]) {
    await removeCgroups(state.cgroupDirs.map((dir) => join(dir, part)));
  }
  await rm(paths.nspawnPath, { force: true });
  // It goes with the host's network, of which the kernel disposes when it comes to it: a minute on a busy machine.
  await removeCable(lab, host);
  await waitUntil(
    `the cable of ${host} to go`,
    20_000,
    async () => !(await isCableThere(lab, host)),
  );
}

/** Ends a host as its own `poweroff` does, and as a power cut if it takes longer than 90 s. */
export async function shutDown(lab: LabPaths, state: LabState, host: string): Promise<void> {
  const paths = hostPaths(lab, host);
  const nspawn = await findProcess(paths.nspawnPath);
  const off = async (): Promise<boolean> => !(await isOn(lab, host));
  if (nspawn !== undefined) {
    process.kill(nspawn.pid, "SIGTERM");
    await waitUntil(`${host} to shut down`, 90_000, off).catch((cause: unknown) => {
      if (!(cause instanceof LabError)) throw cause;
    });
  }
  await cutPower(lab, state, host);
}

export async function isOn(lab: LabPaths, host: string): Promise<boolean> {
  return (await findProcess(hostPaths(lab, host).supervisorPath)) !== undefined;
}
