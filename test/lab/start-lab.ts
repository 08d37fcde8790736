import { randomUUID } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { makeCgroups, ownCgroupDirs } from "./cgroups.ts";
import { join } from "node:path";
import { powerOn } from "./host-power.ts";
import { closeAllButBastion, createNetwork } from "./lab-network.ts";
import type { LabPaths } from "./lab-paths.ts";
import type { LabState } from "./lab-state.ts";
import { writeLabState } from "./lab-state.ts";
import { prepareSupply, startSupply } from "./lab-supply.ts";
import { borrowSysctls } from "./machine-sysctls.ts";
import { waitForBoot } from "./wait-for-boot.ts";

/** What a lab is to be, before its place on the machine is known. */
export type LabPlan = Pick<LabState, "bareRoot" | "bastion" | "supply" | "hosts">;

/** Makes network, control groups and supply, lets `makeDisks` do its work, and boots all hosts. The lab must not be there. */
export async function startLab(
  lab: LabPaths,
  plan: LabPlan,
  makeDisks: (state: LabState) => Promise<void>,
  log: (line: string) => void = () => {},
): Promise<void> {
  await mkdir(lab.hostsDir, { recursive: true });
  if (plan.supply) await prepareSupply(lab, log);
  const own = await ownCgroupDirs();
  const group = `pharos-lab-${lab.name}`;
  const cgroupDirs = own.map((dir) => join(dir, group));
  const incarnation = randomUUID();
  const state: LabState = { version: 1, phase: "starting", incarnation, cgroupDirs, ...plan };
  await writeLabState(lab, state);
  await makeCgroups(own, group);
  await borrowSysctls(lab.cacheDir);
  await createNetwork(lab);
  if (state.bastion) await closeAllButBastion(lab, state.hosts);
  if (state.supply) await startSupply(lab, state);
  await makeDisks(state);
  await bootHosts(lab, state);
  await writeLabState(lab, { ...state, phase: "up" });
}

/** Powers all hosts on at once and waits until each is up. */
export async function bootHosts(lab: LabPaths, state: LabState): Promise<void> {
  await Promise.all(state.hosts.map(async (host) => await powerOn(lab, state, host.name)));
  await Promise.all(state.hosts.map(async (host) => await waitForBoot(lab, state, host)));
}
