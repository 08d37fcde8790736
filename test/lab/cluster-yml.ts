import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { stringify } from "yaml";
import type { Lab } from "./lab.ts";
import type { LabHost, LabState, OnlineSupply } from "./lab-state.ts";
import { aptUrl, registryUrl } from "./lab-supply.ts";
import { writeAtomic } from "./write-atomic.ts";

/** Top-level keys that replace the lab's own. */
export type ClusterOverrides = Readonly<Record<string, unknown>>;

/** What of a lab a cluster.yml depends on. */
export type DescribedLab = Pick<Lab, "name" | "state" | "sshKeyPath" | "knownHostsPath" | "paths">;

/** A cluster.yml for the hosts of a lab that is up, over the `bridge` network: Kubernetes 1.20.2 from the lab's own supply, or what was asked for from public servers. */
export async function renderClusterYml(
  lab: DescribedLab,
  overrides: ClusterOverrides = {},
): Promise<string> {
  const state = await lab.state();
  const { hosts } = state;
  const bastion = hosts.find((host) => host.role === "bastion");
  const members = hosts.filter((host) => host.role !== "bastion");
  const fingerprints = await readFingerprints(lab);
  const cluster = {
    name: lab.name,
    hosts: members.map((host) => renderHost(lab, host, bastion, fingerprints)),
    // nf_conntrack_max can only be written outside of containers.
    kube_proxy: { conntrack: { maxPerCore: 0, min: 0 } },
    ...(state.online === undefined
      ? renderOffline(lab, state.supply)
      : renderOnline(state, state.online)),
    ...overrides,
  };
  return stringify(cluster);
}

/** Writes it to `path`, or to stdout. */
export async function writeClusterYml(
  lab: DescribedLab,
  path: string | undefined,
  overrides?: ClusterOverrides,
): Promise<void> {
  const text = await renderClusterYml(lab, overrides);
  if (path === undefined) process.stdout.write(text);
  else await writeAtomic(path, text);
}

function renderHost(
  lab: DescribedLab,
  host: LabHost,
  bastion: LabHost | undefined,
  fingerprints: ReadonlyMap<string, string>,
): Readonly<Record<string, unknown>> {
  const reach = ({ address }: LabHost, user: string) => ({
    address,
    user,
    ssh_key_path: lab.sshKeyPath,
    host_key: fingerprints.get(address),
  });
  return {
    ...reach(host, "ubuntu"),
    role: host.role,
    ...(host.name === "w1" ? { labels: { disk: "ssd" } } : {}),
    ...(bastion === undefined ? {} : { bastion: reach(bastion, "ubuntu") }),
  };
}

/** Fingerprints of the hosts' Ed25519 keys as `ssh-keygen -l` prints them, by address. */
async function readFingerprints(lab: DescribedLab): Promise<ReadonlyMap<string, string>> {
  const lines = (await readFile(lab.knownHostsPath, "utf8")).split("\n");
  return new Map(
    lines
      .map((line) => line.split(" "))
      .filter(([, type]) => type === "ssh-ed25519")
      .map(([names = "", , key = ""]) => [names.split(",")[0] ?? "", fingerprint(key)] as const),
  );
}

function fingerprint(key: string): string {
  const digest = createHash("sha256").update(Buffer.from(key, "base64")).digest("base64");
  return `SHA256:${digest.replace(/=+$/, "")}`;
}

function renderOffline(lab: DescribedLab, supply: boolean): Readonly<Record<string, unknown>> {
  return {
    kubernetes: { version: "1.20.2" },
    // CoreDNS is not among Debian's packages, so the lab has no image of it.
    network: { provider: "bridge", dns: { provider: "none" } },
    ...(supply ? renderSources(lab) : {}),
  };
}

/** Repositories and registries are the product's own defaults. */
function renderOnline(
  { cgroupDirs }: LabState,
  { kubernetesVersion }: OnlineSupply,
): Readonly<Record<string, unknown>> {
  // The lab has a group in every hierarchy, and a machine with version 2 alone has one.
  const isCgroupV1 = cgroupDirs.length > 1;
  const refusesV1 = Number(kubernetesVersion.split(".")[1]) >= 35;
  return {
    kubernetes: { version: kubernetesVersion },
    network: { provider: "bridge", dns: { provider: "coredns" } },
    ...(isCgroupV1 && refusesV1 ? { kubelet: { config: { failCgroupV1: false } } } : {}),
  };
}

function renderSources(lab: DescribedLab): Readonly<Record<string, unknown>> {
  return {
    repositories: {
      kubernetes: { url: `${aptUrl}/apt/v1.20/deb/`, key: lab.paths.supplyKeyPath },
    },
    image_mirror: registryUrl,
    // Hosts see the machine's disk, and a kubelet's usual limits are shares of it: a large one that
    // others have filled would have pods evicted here.
    kubelet: { config: { evictionHard: EVICTION_LIMITS } },
  };
}

const EVICTION_LIMITS = {
  "memory.available": "100Mi",
  "nodefs.available": "1Gi",
  "nodefs.inodesFree": "1%",
  "imagefs.available": "1Gi",
};
