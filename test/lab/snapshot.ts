import { access, mkdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { cleanLab } from "./clean-lab.ts";
import { shutDown } from "./host-power.ts";
import { LabError } from "./lab-error.ts";
import { hostPaths } from "./lab-paths.ts";
import type { LabPaths } from "./lab-paths.ts";
import type { LabState, OnlineSupply } from "./lab-state.ts";
import { parseLabState } from "./lab-state.ts";
import type { OnlinePlan } from "./online-supply.ts";
import { planOnline } from "./online-supply.ts";
import { runChecked } from "./run-command.ts";
import { bootHosts, startLab } from "./start-lab.ts";
import { writeAtomic } from "./write-atomic.ts";

/** Shuts the hosts down, keeps a copy of their disks under `name` in place of an older one, and starts them again. */
export async function takeSnapshot(lab: LabPaths, state: LabState, name: string): Promise<void> {
  const target = snapshotDir(lab, name);
  const making = `${target}.making`;
  await Promise.all(state.hosts.map(async (host) => await shutDown(lab, state, host.name)));
  await rm(making, { recursive: true, force: true });
  await mkdir(making, { recursive: true });
  await Promise.all(
    state.hosts.map(
      async ({ name: host }) => await copyTree(hostPaths(lab, host).disk, join(making, host)),
    ),
  );
  await copyTree(lab.knownHostsPath, join(making, "known-hosts"));
  await writeAtomic(join(making, "state.json"), JSON.stringify(state));
  await rm(target, { recursive: true, force: true });
  await rename(making, target);
  await bootHosts(lab, state);
}

/** Puts all hosts back to their disks of then and starts them. Hosts that were added since are gone. */
export async function restoreSnapshot(lab: LabPaths, name: string): Promise<void> {
  const source = snapshotDir(lab, name);
  const statePath = join(source, "state.json");
  const text = await readFile(statePath, "utf8").catch((cause: unknown) => {
    throw new LabError(`lab ${lab.name} has no snapshot ${name}`, { cause });
  });
  const { bareRoot, bastion, supply, hosts, online } = parseLabState(statePath, text);
  await access(bareRoot).catch((cause: unknown) => {
    throw new LabError(`snapshot ${name} stands on ${bareRoot}, which is gone`, { cause });
  });
  const plan = { bareRoot, bastion, supply, hosts, online: online && (await replan(online)) };
  await cleanLab(lab);
  await startLab(lab, plan, async () => {
    const copyDisk = async (host: string): Promise<void> => {
      const paths = hostPaths(lab, host);
      await mkdir(paths.root, { recursive: true });
      await copyTree(join(source, host), paths.disk);
    };
    await Promise.all(hosts.map(async (host) => await copyDisk(host.name)));
    await copyTree(join(source, "known-hosts"), lab.knownHostsPath);
  });
}

/** The uplink of then may be in the way of something now; its version and whether it is closed are kept. */
async function replan({ kubernetesVersion, uplink }: OnlineSupply): Promise<OnlinePlan> {
  return await planOnline({ kubernetesVersion, forwards: uplink.forwards });
}

function snapshotDir(lab: LabPaths, name: string): string {
  if (!/^[a-z0-9][a-z0-9.-]*$/.test(name)) throw new LabError(`${name}: not a name for a snapshot`);
  return join(lab.snapshotsDir, name);
}

/** Keeps everything: owners, device nodes (deleted files in a layer), attributes of the overlay. */
async function copyTree(from: string, to: string): Promise<void> {
  await runChecked(["cp", "-a", "--reflink=auto", from, to], { timeoutMs: 600_000 });
}
