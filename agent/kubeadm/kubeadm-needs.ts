import type { Ref } from "../engine/ref.ts";

/** What must be as it should before kubeadm's preflight checks can pass. */
export const kubeadmNeeds: readonly Ref[] = [
  "package:kubeadm",
  "package:kubelet",
  "unit:containerd.service",
  "unit:pharos-api-proxy.service",
  "swap:all",
  "kernel-module:br_netfilter",
  "sysctl:net.ipv4.ip_forward",
  "sysctl:net.bridge.bridge-nf-call-iptables",
];

/** This host's member of etcd, once it was announced to the others. */
export const ETCD_MEMBER: Ref = "etcd:member";
