import type { Membership } from "../../shared/spec/membership.ts";
import type {
  BridgeNetworkSpec,
  ClusterObjectsSpec,
  DriftSpec,
  NetworkSpec,
  NodeSpec,
} from "../../shared/spec/node-spec.ts";
import { parseDurationMs } from "../config/duration.ts";
import { renderStoredConfiguration } from "../config/stored-configuration.ts";
import { buildFirewallSpec } from "./build-firewall-spec.ts";
import { buildKubernetesSpec } from "./build-kubernetes-spec.ts";
import { buildMaintenanceSpec } from "./build-maintenance-spec.ts";
import { buildPackageSpec } from "./build-package-spec.ts";
import { buildRuntimeSpec } from "./build-runtime-spec.ts";
import { firstMaster } from "./first-master.ts";
import { hostTaints } from "./host-taints.ts";
import type { NodeSpecInput, PlannedHost } from "./node-spec-input.ts";
import { proxyEnvironment } from "./proxy-environment.ts";
import { sortKeys } from "./sort-keys.ts";

/** The spec of one host: pure, the same input gives the same bytes. */
export const buildNodeSpec = (input: NodeSpecInput): NodeSpec => {
  const { config, host, membership } = input;
  return {
    cluster: membership.cluster,
    generation: input.generation,
    host: host.member.name,
    ensure: "present",
    role: host.member.role,
    address: host.member.privateAddress,
    agent: input.agent,
    packages: buildPackageSpec(input),
    system: {
      sysctls: {
        "net.bridge.bridge-nf-call-ip6tables": "1",
        "net.bridge.bridge-nf-call-iptables": "1",
        "net.ipv4.ip_forward": "1",
      },
      kernelModules: ["br_netfilter", "overlay"],
      environment: sortKeys(
        proxyEnvironment({ config, membership, environment: host.config.environment }),
      ),
    },
    runtime: buildRuntimeSpec(input),
    apiProxy: { backends: buildBackends(input) },
    network: buildNetworkSpec(input),
    kubernetes: buildKubernetesSpec(input),
    ...(isKeeper(input) ? { clusterObjects: buildClusterObjects(input) } : {}),
    drift: buildDriftSpec(input),
    firewall: buildFirewallSpec(input),
    maintenance: buildMaintenanceSpec(input.config, input.hosts.length),
  };
};

/** What the host says wins, key by key. */
const buildDriftSpec = ({ config, host }: NodeSpecInput): DriftSpec => ({
  mode: host.config.drift?.mode ?? config.drift.mode,
  intervalMs:
    parseDurationMs(host.config.drift?.interval ?? config.drift.interval) ?? DRIFT_INTERVAL_MS,
});

/** The schema lets no text through that is no duration. */
const DRIFT_INTERVAL_MS = 300_000;

/** A master asks its own API server first; the rest is in the order of names. */
const buildBackends = ({ membership, host }: NodeSpecInput) => {
  const masters = membership.members
    .filter(({ role, state }) => role === "master" && state === "member")
    .map(({ name, privateAddress }) => ({ name, address: privateAddress }))
    .toSorted((a, b) => a.name.localeCompare(b.name));
  const own = masters.filter(({ name }) => name === host.member.name);
  return [...own, ...masters.filter(({ name }) => name !== host.member.name)];
};

const buildNetworkSpec = ({ config, membership, host }: NodeSpecInput): NetworkSpec => {
  const { provider, pod_network_cidr: clusterCidr } = config.network;
  if (provider !== "bridge") return { provider, clusterCidr };
  const routes = routesOf(membership).flatMap(({ name, route }) =>
    name === host.member.name ? [] : [route],
  );
  return { provider, podCidr: host.member.podCidr ?? "", clusterCidr, routes };
};

interface MemberRoute {
  readonly name: string;
  readonly route: BridgeNetworkSpec["routes"][number];
}

const routesOf = (membership: Membership): readonly MemberRoute[] => {
  const known = ways.get(membership);
  if (known !== undefined) return known;
  const routes = membership.members
    .filter(({ state }) => state === "member")
    .flatMap(({ name, podCidr, privateAddress }) =>
      podCidr === undefined
        ? []
        : [{ name, route: { destination: podCidr, gateway: privateAddress } }],
    );
  ways.set(membership, routes);
  return routes;
};

/** Every host's spec has a way to every other one: a thousand routes for a thousand hosts instead of a million. */
const ways = new WeakMap<Membership, readonly MemberRoute[]>();

/** The first master looks after the cluster's own objects. */
const isKeeper = ({ hosts, host }: NodeSpecInput): boolean =>
  firstMaster(hosts)?.member.name === host.member.name;

const buildClusterObjects = (input: NodeSpecInput): ClusterObjectsSpec => ({
  nodes: input.hosts.map((host) => ({
    name: host.member.name,
    labels: labelsOf(host, input.config),
    taints: hostTaints(host, input.config.kubernetes.version),
    ...(host.member.podCidr === undefined ? {} : { podCidr: host.member.podCidr }),
  })),
  storedConfiguration: renderStoredConfiguration(input.config),
  stacks: input.stacks,
});

/**
 * Workers carry a role label too, unless cluster.yml gives the node a role of its own. In an adopted
 * cluster selectors may go by who has none.
 */
const labelsOf = (
  { config, member }: PlannedHost,
  { adopted }: NodeSpecInput["config"],
): Readonly<Record<string, string>> => {
  const named = Object.keys(config.labels).some((key) =>
    key.startsWith("node-role.kubernetes.io/"),
  );
  const role: Readonly<Record<string, string>> =
    member.role === "worker" && !named && adopted === undefined
      ? { "node-role.kubernetes.io/worker": "" }
      : {};
  return sortKeys({ ...config.labels, ...role });
};
