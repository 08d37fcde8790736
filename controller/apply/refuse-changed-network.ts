import { networkChanged } from "../../shared/errors/run-errors.ts";
import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import { acceptedSpec } from "../cluster/host-link.ts";
import type { SurveyedHost } from "../cluster/survey.ts";
import type { ClusterConfig } from "../config/cluster-config.ts";

/**
 * Provider and networks of a cluster that runs cannot be changed: nodes, services and certificates
 * are made of them. What they are is said by the specs that nodes have accepted. Throws
 * `NETWORK_CHANGED`.
 */
export const refuseChangedNetwork = (
  { network }: Pick<ClusterConfig, "network">,
  hosts: readonly Pick<SurveyedHost, "link">[],
): void => {
  for (const { link } of hosts) {
    const accepted = acceptedSpec(link);
    if (accepted === undefined || accepted.ensure === "absent") continue;
    if (!link.facts.kubernetes.joined) continue;
    const changed = keys.find(({ read, wanted }) => read(accepted) !== wanted(network));
    if (changed === undefined) continue;
    throw networkChanged({
      key: changed.key,
      from: changed.read(accepted),
      to: changed.wanted(network),
    });
  }
};

interface FixedKey {
  readonly key: string;
  readonly read: (spec: NodeSpec) => string;
  readonly wanted: (network: ClusterConfig["network"]) => string;
}

const keys: readonly FixedKey[] = [
  {
    key: "network.provider",
    read: ({ network }) => network.provider,
    wanted: ({ provider }) => provider,
  },
  {
    key: "network.service_cidr",
    read: ({ kubernetes }) => kubernetes.serviceCidr,
    wanted: ({ service_cidr }) => service_cidr,
  },
  {
    key: "network.pod_network_cidr",
    read: ({ kubernetes }) => kubernetes.podNetworkCidr,
    wanted: ({ pod_network_cidr }) => pod_network_cidr,
  },
];
