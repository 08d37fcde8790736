import { stringify } from "yaml";
import type { Lab } from "./lab.ts";
import type { LabHost } from "./lab-state.ts";
import { aptUrl, registryUrl, supplyKeyPath } from "./lab-supply.ts";
import { writeAtomic } from "./write-atomic.ts";

/** Top-level keys that replace the lab's own. */
export type ClusterOverrides = Readonly<Record<string, unknown>>;

/** A cluster.yml for the hosts of a lab that is up: Kubernetes 1.20.2 from the lab's own supply over the `bridge` network. */
export async function renderClusterYml(
  lab: Lab,
  overrides: ClusterOverrides = {},
): Promise<string> {
  const { hosts, supply } = await lab.state();
  const bastion = hosts.find((host) => host.role === "bastion");
  const members = hosts.filter((host) => host.role !== "bastion");
  const cluster = {
    name: lab.name,
    hosts: members.map((host) => renderHost(lab, host, bastion)),
    kubernetes: { version: "1.20.2" },
    // CoreDNS is not among Debian's packages, so the lab has no image of it.
    network: { provider: "bridge", dns: { provider: "none" } },
    // nf_conntrack_max can only be written outside of containers.
    kube_proxy: { conntrack: { max_per_core: 0, min: 0 } },
    ...(supply ? await renderSources(lab) : {}),
    ...overrides,
  };
  return stringify(cluster);
}

/** Writes it to `path`, or to stdout. */
export async function writeClusterYml(lab: Lab, path: string | undefined): Promise<void> {
  const text = await renderClusterYml(lab);
  if (path === undefined) process.stdout.write(text);
  else await writeAtomic(path, text);
}

function renderHost(
  lab: Lab,
  host: LabHost,
  bastion: LabHost | undefined,
): Readonly<Record<string, unknown>> {
  const access = { address: host.address, user: "ubuntu", ssh_key_path: lab.sshKeyPath };
  return {
    ...access,
    role: host.role,
    ...(host.name === "w1" ? { labels: { disk: "ssd" } } : {}),
    ...(bastion === undefined ? {} : { bastion: { ...access, address: bastion.address } }),
  };
}

async function renderSources(lab: Lab): Promise<Readonly<Record<string, unknown>>> {
  const key = await supplyKeyPath(lab.paths);
  return {
    repositories: { kubernetes: { url: `${aptUrl}/apt/v1.20/deb/`, key } },
    image_mirror: { endpoint: registryUrl },
  };
}
