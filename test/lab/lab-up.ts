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
import { installMachinePackages } from "./machine-packages.ts";
import { ensureSshKey, addKnownHosts } from "./ssh-access.ts";
import { startLab, bootHosts } from "./start-lab.ts";

export interface UpOptions extends LabLayout {
  /** Build and serve packages and images to the hosts; default true. */
  readonly supply?: boolean;
  readonly log?: (line: string) => void;
}

/** Brings up bare hosts. A lab that is up as asked for is left as it is; one that was killed is cleaned away first. */
export async function labUp(lab: LabPaths, options: UpOptions): Promise<void> {
  const log = options.log ?? (() => {});
  const hosts = planHosts(options);
  const before = await readLabState(lab);
  if (before !== undefined && (await isWhole(lab, before))) {
    if (JSON.stringify(before.hosts) !== JSON.stringify(hosts)) {
      throw new LabError(`lab ${lab.name} is up with other hosts: take it down first`);
    }
    if (before.supply && !(await isSupplyAnswering(lab))) await startSupply(lab, before);
    await bootHosts(lab, before);
    return;
  }
  await installMachinePackages(log);
  await cleanLab(lab);
  const bareRoot = await buildBareRoot(lab.cacheDir, log);
  const supply = options.supply ?? true;
  const plan = { bareRoot, bastion: options.bastion ?? false, supply, hosts };
  log(`starting ${hosts.map((host) => host.name).join(", ")}`);
  await startLab(lab, plan, async (state) => await createHosts(lab, state, hosts), log);
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
async function createHosts(
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
