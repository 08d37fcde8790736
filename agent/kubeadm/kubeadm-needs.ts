import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import type { Ref } from "../engine/ref.ts";
import { runtimePlace } from "../runtime/runtime-place.ts";

/** What must be as it should before kubeadm's preflight checks can pass. */
export const kubeadmNeeds = (spec: NodeSpec): readonly Ref[] => [
  ...hostNeeds,
  `unit:${runtimePlace(spec).unit}`,
  ...spec.kubernetes.kubelet.files.map(({ path }) => `file:${path}` as const),
  ...(spec.role === "master"
    ? spec.kubernetes.controlPlane.files.map(({ path }) => `file:${path}` as const)
    : []),
];

const hostNeeds: readonly Ref[] = [
  "package:kubeadm",
  "package:kubelet",
  "unit:pharos-api-proxy.service",
  "swap:all",
  "kernel-module:br_netfilter",
  "sysctl:net.ipv4.ip_forward",
  "sysctl:net.bridge.bridge-nf-call-iptables",
];

/** This host's member of etcd, once it was announced to the others. */
export const ETCD_MEMBER: Ref = "etcd:member";
