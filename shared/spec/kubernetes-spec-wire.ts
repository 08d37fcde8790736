import type * as wire from "../rpc/gen/spec.ts";
import { fromWireStruct, toWireStruct } from "./json-wire.ts";
import {
  fromWireControlPlane,
  fromWireFile,
  toWireControlPlane,
  toWireFile,
} from "./control-plane-spec-wire.ts";
import type { KubeletSpec, KubernetesSpec } from "./node-spec.ts";
import { fromWireTaint, toWireTaint } from "./taint-wire.ts";
import { required, wireEnum } from "./wire-reader.ts";

export const toWireKubernetes = (kubernetes: KubernetesSpec): wire.KubernetesSpec => ({
  version: kubernetes.version,
  imageRepository: kubernetes.imageRepository,
  serviceCidr: kubernetes.serviceCidr,
  podNetworkCidr: kubernetes.podNetworkCidr,
  dnsDomain: kubernetes.dnsDomain,
  dns: {
    provider: dnsProviders.toWire(kubernetes.dns.provider),
    replicas: kubernetes.dns.replicas,
  },
  bootstrap: bootstraps.toWire(kubernetes.bootstrap),
  certificateSans: kubernetes.certificateSans,
  kubelet: {
    config: toWireStruct(kubernetes.kubelet.config),
    extraArgs: kubernetes.kubelet.extraArgs,
    resolvConf: kubernetes.kubelet.resolvConf,
    files: kubernetes.kubelet.files.map(toWireFile),
  },
  kubeProxy: {
    mode: kubernetes.kubeProxy.mode,
    conntrack: toWireStruct(kubernetes.kubeProxy.conntrack),
  },
  controlPlane: toWireControlPlane(kubernetes.controlPlane),
  registerTaints: kubernetes.registerTaints.map(toWireTaint),
  adopted: kubernetes.adopted,
});

/** Throws MESSAGE_INVALID. */
export const fromWireKubernetes = (kubernetes: wire.KubernetesSpec): KubernetesSpec => ({
  version: kubernetes.version,
  imageRepository: kubernetes.imageRepository,
  serviceCidr: kubernetes.serviceCidr,
  podNetworkCidr: kubernetes.podNetworkCidr,
  dnsDomain: kubernetes.dnsDomain,
  dns: fromWireDns(part(kubernetes.dns, "dns")),
  bootstrap: bootstraps.fromWire(kubernetes.bootstrap, "KubernetesSpec", "bootstrap"),
  certificateSans: kubernetes.certificateSans,
  kubelet: fromWireKubelet(part(kubernetes.kubelet, "kubelet")),
  kubeProxy: fromWireKubeProxy(part(kubernetes.kubeProxy, "kubeProxy")),
  controlPlane: fromWireControlPlane(part(kubernetes.controlPlane, "controlPlane")),
  registerTaints: kubernetes.registerTaints.map(fromWireTaint),
  ...(kubernetes.adopted && { adopted: { endpoint: kubernetes.adopted.endpoint } }),
});

const part = <Part>(value: Part | undefined, field: string): Part =>
  required(value, "KubernetesSpec", field);

const dnsProviders = wireEnum<KubernetesSpec["dns"]["provider"], wire.DnsProvider>({
  coredns: "DNS_PROVIDER_COREDNS",
  none: "DNS_PROVIDER_NONE",
});

const bootstraps = wireEnum<KubernetesSpec["bootstrap"], wire.Bootstrap>({
  init: "BOOTSTRAP_INIT",
  join: "BOOTSTRAP_JOIN",
});

const fromWireDns = (dns: wire.DnsSpec): KubernetesSpec["dns"] => ({
  provider: dnsProviders.fromWire(dns.provider, "DnsSpec", "provider"),
  replicas: dns.replicas,
});

const fromWireKubelet = (kubelet: wire.KubeletSpec): KubeletSpec => ({
  config: fromWireStruct(required(kubelet.config, "KubeletSpec", "config")),
  extraArgs: kubelet.extraArgs,
  files: kubelet.files.map(fromWireFile),
  ...(kubelet.resolvConf !== undefined && { resolvConf: kubelet.resolvConf }),
});

const fromWireKubeProxy = (kubeProxy: wire.KubeProxySpec): KubernetesSpec["kubeProxy"] => ({
  mode: kubeProxy.mode,
  conntrack: fromWireStruct(required(kubeProxy.conntrack, "KubeProxySpec", "conntrack")),
});
