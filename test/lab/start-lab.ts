import { randomUUID } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { makeCgroups, ownCgroupDirs } from "./cgroups.ts";
import { join } from "node:path";
import { powerOn } from "./host-power.ts";
import { closeAllButBastion, createNetwork } from "./lab-network.ts";
import type { LabPaths } from "./lab-paths.ts";
import type { LabState } from "./lab-state.ts";
import { writeLabState } from "./lab-state.ts";
import type { OnlinePlan } from "./online-supply.ts";
import { prepareSupply, startSupply } from "./lab-supply.ts";
import { borrowSysctls } from "./machine-sysctls.ts";
import { openUplink, planUplink } from "./uplink.ts";
import { waitForBoot } from "./wait-for-boot.ts";

/** What a lab is to be, before its place on the machine is known. */
export interface LabPlan extends Pick<LabState, "bareRoot" | "bastion" | "supply" | "hosts"> {
  readonly online: OnlinePlan | undefined;
}

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
  const state = await recordLab(
    lab,
    plan,
    own.map((dir) => join(dir, group)),
  );
  await makeCgroups(own, group);
  await borrowSysctls(lab.cacheDir);
  await createNetwork(lab);
  if (state.bastion) await closeAllButBastion(lab, state.hosts);
  if (state.online !== undefined) await openUplink(lab, state.online.uplink);
  if (state.supply) await startSupply(lab, state);
  await makeDisks(state);
  await bootHosts(lab, state);
  await writeLabState(lab, { ...state, phase: "up" });
}

/** Writes down all that will be made. */
async function recordLab(
  lab: LabPaths,
  { online, ...plan }: LabPlan,
  cgroupDirs: readonly string[],
): Promise<LabState> {
  const incarnation = randomUUID();
  const offline: LabState = { version: 1, phase: "starting", incarnation, cgroupDirs, ...plan };
  const record = async (state: LabState): Promise<LabState> => {
    await writeLabState(lab, state);
    return state;
  };
  if (online === undefined) return await record(offline);
  const { forwards, ...rest } = online;
  return await planUplink(
    lab,
    forwards,
    async (uplink) => await record({ ...offline, online: { ...rest, uplink } }),
  );
}

/** Powers all hosts on at once and waits until each is up. */
export async function bootHosts(lab: LabPaths, state: LabState): Promise<void> {
  await Promise.all(state.hosts.map(async (host) => await powerOn(lab, state, host.name)));
  await Promise.all(state.hosts.map(async (host) => await waitForBoot(lab, state, host)));
}
