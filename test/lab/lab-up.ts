import { buildBareRoot } from "./bare-root.ts";
import { cleanLab } from "./clean-lab.ts";
import { createHost } from "./create-host.ts";
import { LabError } from "./lab-error.ts";
import type { LabLayout } from "./lab-layout.ts";
import { planHosts } from "./lab-layout.ts";
import { isNetworkThere } from "./lab-network.ts";
import type { LabPaths } from "./lab-paths.ts";
import type { LabHost, LabState } from "./lab-state.ts";
import { readLabState, writeLabState } from "./lab-state.ts";
import { isSupplyAnswering, startSupply } from "./lab-supply.ts";
import { installMachinePackages, uplinkPrograms } from "./machine-packages.ts";
import type { OnlineRequest } from "./online-supply.ts";
import { isSameOnline, planOnline, unverified } from "./online-supply.ts";
import { ensureSshKey, addKnownHosts } from "./ssh-access.ts";
import { startLab, bootHosts } from "./start-lab.ts";
import { isUplinkOpen, openUplink } from "./uplink.ts";

export interface UpOptions extends LabLayout {
  /** Build and serve packages and images to the hosts; default true. */
  readonly supply?: boolean;
  /** Let the hosts out to public servers instead; not verified yet. */
  readonly online?: OnlineRequest | undefined;
  readonly log?: (line: string) => void;
}

/** Brings up bare hosts. A lab that is up as asked for is left as it is; one that was killed is cleaned away first. */
export async function labUp(lab: LabPaths, options: UpOptions): Promise<void> {
  const log = options.log ?? (() => {});
  const hosts = planHosts(options);
  if (options.online !== undefined) log(unverified);
  const before = await readLabState(lab);
  if (before !== undefined && (await isWhole(lab, before))) {
    refuseOther(lab, before, hosts, options.online);
    await mendLab(lab, before);
    return;
  }
  const online = options.online && (await planOnline(options.online));
  await installMachinePackages(log, online === undefined ? [] : uplinkPrograms);
  await cleanLab(lab);
  const bareRoot = await buildBareRoot(lab.cacheDir, log);
  const supply = online === undefined && (options.supply ?? true);
  const plan = { bareRoot, bastion: options.bastion ?? false, supply, online, hosts };
  log(`starting ${hosts.map((host) => host.name).join(", ")}`);
  await startLab(lab, plan, async (state) => await createHosts(lab, state, hosts), log);
}

function refuseOther(
  lab: LabPaths,
  found: LabState,
  hosts: readonly LabHost[],
  online: OnlineRequest | undefined,
): void {
  if (JSON.stringify(found.hosts) !== JSON.stringify(hosts)) {
    throw new LabError(`lab ${lab.name} is up with other hosts: take it down first`);
  }
  if (!isSameOnline(found.online, online)) {
    throw new LabError(`lab ${lab.name} is up with another supply: take it down first`);
  }
}

/** Starts again what of a whole lab has ended: its supply or uplink, and hosts that are off. */
async function mendLab(lab: LabPaths, state: LabState): Promise<void> {
  if (state.supply && !(await isSupplyAnswering(lab))) await startSupply(lab, state);
  const uplink = state.online?.uplink;
  if (uplink !== undefined && !(await isUplinkOpen(lab))) await openUplink(lab, uplink);
  await bootHosts(lab, state);
}

/** One or more bare workers for a lab that is up. */
export async function addWorkers(
  lab: LabPaths,
  state: LabState,
  count: number,
): Promise<readonly LabHost[]> {
  const workers = state.hosts.filter((host) => host.role === "worker").length;
  const all = planHosts({ masters: 0, workers: workers + count });
  const added = all.slice(workers);
  const next = { ...state, hosts: [...state.hosts, ...added] };
  await writeLabState(lab, next);
  await createHosts(lab, next, added);
  await bootHosts(lab, next);
  return added;
}

/** Makes the disks of bare hosts, and their keys known. */
export async function createHosts(
  lab: LabPaths,
  state: LabState,
  hosts: readonly LabHost[],
): Promise<void> {
  const authorizedKey = await ensureSshKey(lab);
  const keys = await Promise.all(
    hosts.map(async (host) => [host, await createHost(lab, state, host, authorizedKey)] as const),
  );
  await addKnownHosts(lab, new Map(keys));
}

/** Hosts that are merely off belong to a whole lab; one that never came up, or whose network went with a reboot, is none. */
async function isWhole(lab: LabPaths, state: LabState): Promise<boolean> {
  return state.phase === "up" && (await isNetworkThere(lab));
}
