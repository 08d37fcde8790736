import { codecOf } from "../rpc/codec.ts";
import type * as wire from "../rpc/gen/spec.ts";
import { fromWireClusterObjects, toWireClusterObjects } from "./cluster-objects-wire.ts";
import { fromWireDriftSpec, toWireDriftSpec } from "./drift-spec-wire.ts";
import { fromWireFirewall, toWireFirewall } from "./firewall-spec-wire.ts";
import { hostRoles } from "./host-role-wire.ts";
import { fromWireKubernetes, toWireKubernetes } from "./kubernetes-spec-wire.ts";
import { fromWireNetwork, toWireNetwork } from "./network-spec-wire.ts";
import { fromWireMaintenance, toWireMaintenance } from "./maintenance-spec-wire.ts";
import type { AgentBuild, NodeSpec, PackageSpec, SystemSpec } from "./node-spec.ts";
import { fromWireRuntime, toWireRuntime } from "./runtime-spec-wire.ts";
import { positive, required, wireEnum } from "./wire-reader.ts";

/** Payload of a SignedDocument. */
export const encodeNodeSpec = (spec: NodeSpec): Uint8Array => codec.encode(toWireNodeSpec(spec));

/** Only for payloads whose signature is verified. Throws MESSAGE_INVALID. */
export const decodeNodeSpec = (payload: Uint8Array): NodeSpec =>
  fromWireNodeSpec(codec.decode(payload));

const codec = codecOf("pharos.v1.NodeSpec");

export const toWireNodeSpec = (spec: NodeSpec): wire.NodeSpec => ({
  cluster: spec.cluster,
  generation: spec.generation,
  host: spec.host,
  ensure: ensures.toWire(spec.ensure),
  role: hostRoles.toWire(spec.role),
  address: spec.address,
  agent: spec.agent,
  packages: spec.packages,
  system: spec.system,
  runtime: toWireRuntime(spec.runtime),
  apiProxy: spec.apiProxy,
  network: toWireNetwork(spec.network),
  kubernetes: toWireKubernetes(spec.kubernetes),
  clusterObjects: spec.clusterObjects && toWireClusterObjects(spec.clusterObjects),
  drift: toWireDriftSpec(spec.drift),
  firewall: spec.firewall && toWireFirewall(spec.firewall),
  maintenance: toWireMaintenance(spec.maintenance),
});

/** Throws MESSAGE_INVALID when a part is missing or a value is unknown. */
const fromWireNodeSpec = (spec: wire.NodeSpec): NodeSpec => {
  const { id, name } = part(spec.cluster, "cluster");
  return {
    cluster: { id, name },
    generation: positive(spec.generation, "NodeSpec", "generation"),
    host: spec.host,
    ensure: ensures.fromWire(spec.ensure, "NodeSpec", "ensure"),
    role: hostRoles.fromWire(spec.role, "NodeSpec", "role"),
    address: spec.address,
    agent: fromWireAgent(part(spec.agent, "agent")),
    packages: fromWirePackages(part(spec.packages, "packages")),
    system: fromWireSystem(part(spec.system, "system")),
    runtime: fromWireRuntime(part(spec.runtime, "runtime")),
    apiProxy: { backends: part(spec.apiProxy, "apiProxy").backends.map(fromWireBackend) },
    network: fromWireNetwork(part(spec.network, "network")),
    kubernetes: fromWireKubernetes(part(spec.kubernetes, "kubernetes")),
    ...(spec.clusterObjects && { clusterObjects: fromWireClusterObjects(spec.clusterObjects) }),
    drift: fromWireDriftSpec(spec.drift),
    ...(spec.firewall && { firewall: fromWireFirewall(spec.firewall) }),
    maintenance: fromWireMaintenance(spec.maintenance),
  };
};

const part = <Part>(value: Part | undefined, field: string): Part =>
  required(value, "NodeSpec", field);

const ensures = wireEnum<NodeSpec["ensure"], wire.Ensure>({
  present: "ENSURE_PRESENT",
  absent: "ENSURE_ABSENT",
});

const fromWireAgent = (agent: wire.AgentBuild): AgentBuild => ({
  version: agent.version,
  bundleSha256: agent.bundleSha256,
  nodeVersion: agent.nodeVersion,
  runtimeSha256: agent.runtimeSha256,
  unitSha256: agent.unitSha256,
});

const fromWirePackages = (packages: wire.PackageSpec): PackageSpec => ({
  repositories: packages.repositories.map(({ name, uri, suite, components, key }) => ({
    name,
    uri,
    suite,
    components,
    key,
  })),
  kubernetesVersion: packages.kubernetesVersion,
  runtimePackage: packages.runtimePackage,
  installedByPharos: packages.installedByPharos,
});

const fromWireSystem = (system: wire.SystemSpec): SystemSpec => ({
  sysctls: system.sysctls,
  kernelModules: system.kernelModules,
  environment: system.environment,
});

const fromWireBackend = ({ name, address }: wire.ApiBackend) => ({ name, address });
