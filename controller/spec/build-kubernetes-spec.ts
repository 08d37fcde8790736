import type { JsonObject, JsonValue, KubernetesSpec } from "../../shared/spec/node-spec.ts";
import { versionRow } from "../../shared/versions/version-table.ts";
import { NO_CONTROL_PLANE } from "../control-plane/build-control-plane.ts";
import { cloudProviderFlag } from "../control-plane/cloud-provider.ts";
import { dnsReplicas } from "../config/dns-replicas.ts";
import { toKubeletFields } from "../config/kubelet-settings.ts";
import { certificateNames } from "./certificate-names.ts";
import { firstMaster } from "./first-master.ts";
import { hostTaints } from "./host-taints.ts";
import type { NodeSpecInput } from "./node-spec-input.ts";
import { sortJson, sortKeys } from "./sort-keys.ts";

const RESOLVED_STUB = "/etc/resolv.conf";

/** What kubeadm, kubelet and kube-proxy are told on this host. */
export const buildKubernetesSpec = (input: NodeSpecInput): KubernetesSpec => {
  const { config, hosts, host, kubeletCloudConfig: cloudConfig } = input;
  const { version } = config.kubernetes;
  const row = versionRow(version);
  const { resolvConf } = host.facts.dns;
  const provider = cloudProviderFlag(config);
  return {
    version,
    imageRepository: config.image_repository ?? row.images.repository,
    serviceCidr: config.network.service_cidr,
    podNetworkCidr: config.network.pod_network_cidr,
    dnsDomain: "cluster.local",
    dns: { provider: config.network.dns.provider, replicas: dnsReplicas(config) },
    bootstrap: firstMaster(hosts)?.member.name === host.member.name ? "init" : "join",
    certificateSans: certificateNames(input),
    kubelet: {
      config: toKubeletFields(config),
      extraArgs: sortKeys({
        ...(provider === undefined ? {} : { "cloud-provider": provider }),
        ...(cloudConfig === undefined ? {} : { "cloud-config": cloudConfig.path }),
        ...config.kubelet.extra_args,
      }),
      files: cloudConfig === undefined ? [] : [cloudConfig],
      ...(resolvConf === RESOLVED_STUB ? {} : { resolvConf }),
    },
    kubeProxy: {
      mode: config.kube_proxy.mode,
      conntrack: sortJson(definedFields(config.kube_proxy.conntrack)),
    },
    controlPlane: host.member.role === "master" ? input.controlPlane : NO_CONTROL_PLANE,
    registerTaints: hostTaints(host, version),
    ...(config.adopted === undefined ? {} : { adopted: { endpoint: config.adopted.endpoint } }),
  };
};

const definedFields = (fields: Readonly<Record<string, JsonValue | undefined>>): JsonObject =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
