import type { FilteredHost } from "../../shared/firewall/build-filter-rules.ts";
import { fullNodeSpec } from "./node-specs.ts";

const { kubernetes } = fullNodeSpec();

const bridge = {
  provider: "bridge",
  podCidr: "10.32.1.0/24",
  clusterCidr: "10.32.0.0/12",
  routes: [],
} as const;

/** A worker among two masters, with nothing more open than it must be. */
export const filteredWorker: FilteredHost = {
  role: "worker",
  network: bridge,
  kubernetes: { ...kubernetes, kubeProxy: { mode: "iptables", conntrack: {} } },
  firewall: {
    enabled: true,
    sshPorts: [22],
    members: [
      { name: "m1", role: "master", addresses: ["10.0.0.1", "203.0.113.1"] },
      { name: "m2", role: "master", addresses: ["10.0.0.2"] },
      { name: "w1", role: "worker", addresses: ["10.0.0.11"] },
    ],
    peers: [],
    trustedSubnets: [],
    openPorts: [],
    nodePorts: { first: 30_000, last: 32_767 },
    ingress: false,
  },
};

export const filteredMaster: FilteredHost = { ...filteredWorker, role: "master" };

const workerWith = (firewall: Partial<FilteredHost["firewall"]>): FilteredHost => ({
  ...filteredWorker,
  firewall: { ...filteredWorker.firewall, ...firewall },
});

const withProxy = (mode: string): FilteredHost => ({
  ...filteredWorker,
  kubernetes: { ...kubernetes, kubeProxy: { mode, conntrack: {} } },
});

/** By what each shows; a golden file each. */
export const filteredHosts: Readonly<Record<string, FilteredHost>> = {
  master: filteredMaster,
  worker: filteredWorker,
  "ingress-worker": workerWith({ ingress: true }),
  "trusted-subnets": workerWith({ trustedSubnets: ["10.0.0.0/8", "10.1.0.0/16", "fd00:1::/64"] }),
  "open-ports": workerWith({
    sshPorts: [22, 2222],
    openPorts: [
      { protocol: "tcp", first: 8000, last: 8010 },
      { protocol: "tcp", first: 8005, last: 8020 },
      { protocol: "tcp", first: 30_080, last: 30_080 },
      { protocol: "udp", first: 53, last: 53 },
    ],
    nodePorts: { first: 30_000, last: 31_000 },
  }),
  ipv6: {
    ...filteredMaster,
    network: {
      ...bridge,
      podCidr: "fd00:32:1::/64",
      clusterCidr: "fd00:32::/48",
    },
    firewall: {
      ...filteredWorker.firewall,
      members: [
        { name: "m1", role: "master", addresses: ["2001:db8::1"] },
        { name: "w1", role: "worker", addresses: ["10.0.0.11", "2001:db8::11"] },
      ],
    },
  },
  weave: {
    ...workerWith({ peers: ["192.0.2.9"] }),
    network: { provider: "weave", clusterCidr: "10.32.0.0/12" },
  },
  custom: { ...filteredWorker, network: { provider: "custom", clusterCidr: "10.32.0.0/12" } },
  "proxy-ipvs": withProxy("ipvs"),
  "proxy-nftables": withProxy("nftables"),
};
