import { rm } from "node:fs/promises";
import { removeCgroups } from "./cgroups.ts";
import { removeNetwork } from "./lab-network.ts";
import type { LabPaths } from "./lab-paths.ts";
import type { LabState } from "./lab-state.ts";
import { readLabState } from "./lab-state.ts";
import { listLabs } from "./list-labs.ts";
import { returnSysctls } from "./machine-sysctls.ts";
import { killProcess } from "./process-record.ts";
import { closeUplink } from "./uplink.ts";
import { hostPaths } from "./lab-paths.ts";

/**
 * Takes everything of a lab off the machine, however it was left: processes, control groups, network, settings.
 * Keys and snapshots stay in the cache. The record goes last, so that a cleaning that was killed is done again.
 */
export async function cleanLab(lab: LabPaths): Promise<void> {
  const state = await readLabState(lab);
  if (state === undefined) return;
  await stopEverything(lab, state);
  if (state.online !== undefined) await closeUplink(lab, state.online.uplink);
  await removeNetwork(lab);
  const others = (await listLabs(lab.cacheDir)).filter((name) => name !== lab.name);
  if (others.length === 0) await returnSysctls(lab.cacheDir);
  await rm(lab.hostsDir, { recursive: true, force: true });
  await rm(lab.statePath, { force: true });
}

/** Supervisors first, since they would start their hosts again; then whatever is left in the lab's control groups. */
async function stopEverything(lab: LabPaths, state: LabState): Promise<void> {
  for (const host of state.hosts) await killProcess(hostPaths(lab, host.name).supervisorPath);
  await killProcess(lab.supplyPidPath);
  await removeCgroups(state.cgroupDirs);
  for (const host of state.hosts) {
    await rm(hostPaths(lab, host.name).nspawnPath, { force: true });
  }
}
