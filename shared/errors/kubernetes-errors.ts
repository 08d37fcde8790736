import { defineError } from "./define-error.ts";

export const kubernetesVersionUnsupported = defineError<{
  readonly version: string;
  readonly supported: string;
}>({
  code: "KUBERNETES_VERSION_UNSUPPORTED",
  blame: "user",
  message: ({ version }) => `kubernetes version "${version}" is not supported`,
  hint: ({ supported }) =>
    `set kubernetes.version to a release of one of these minors: ${supported}`,
});

export const foreignControlPlane = defineError<{ readonly host: string; readonly found: string }>({
  code: "FOREIGN_CONTROL_PLANE",
  blame: "environment",
  message: ({ host, found }) =>
    `${host} holds parts of a control plane that pharosctl did not make: ${found}`,
  hint: () =>
    "if nothing on that host is needed any more, clear it with `kubeadm reset` and apply again; it is never reset for you",
});

export const controlPlaneDamaged = defineError<{ readonly host: string; readonly missing: string }>(
  {
    code: "CONTROL_PLANE_DAMAGED",
    blame: "environment",
    message: ({ host, missing }) =>
      `the control plane of ${host} was complete once and now lacks: ${missing}`,
    hint: () =>
      "put the files back (a backup, or `kubeadm init phase certs|kubeconfig|control-plane`); it is not made anew, that would lose the cluster's state",
  },
);

export const restoreUnfinished = defineError<{ readonly host: string }>({
  code: "RESTORE_UNFINISHED",
  blame: "environment",
  message: ({ host }) =>
    `etcd and the API server were taken off ${host} for a restore or a recovery of etcd that has not ended`,
  hint: () =>
    "give that command again, `pharosctl etcd snapshot restore` or `pharosctl etcd recover`: it begins anew and lets them run at its end; nothing else was changed",
});

export const joinedElsewhere = defineError<{ readonly host: string; readonly server: string }>({
  code: "JOINED_ELSEWHERE",
  blame: "environment",
  message: ({ host, server }) =>
    `${host} belongs to another cluster already, whose API server is ${server}`,
  hint: () =>
    "take the host out of that cluster with `kubeadm reset`, or out of cluster.yml, and apply again",
});

export const foreignNode = defineError<{ readonly host: string; readonly found: string }>({
  code: "FOREIGN_NODE",
  blame: "environment",
  message: ({ host, found }) =>
    `${host} holds parts of a Kubernetes node that pharosctl did not make: ${found}`,
  hint: () =>
    "if nothing on that host is needed any more, clear it with `kubeadm reset` and apply again; it is never reset for you",
});

export const nodeDamaged = defineError<{ readonly host: string; readonly missing: string }>({
  code: "NODE_DAMAGED",
  blame: "environment",
  message: ({ host, missing }) => `${host} had joined the cluster and now lacks: ${missing}`,
  hint: ({ host }) =>
    `put it back, or take a worker out with \`pharosctl reset --host ${host}\` and apply again to join it anew`,
});

export const joinMaterialMissing = defineError<{ readonly host: string; readonly secret: string }>({
  code: "JOIN_MATERIAL_MISSING",
  blame: "environment",
  message: ({ host, secret }) =>
    `${host} cannot join the cluster without a ${secret}, and this run was given none`,
  hint: () => "run apply: it makes join material and hands it to the hosts that need it",
});

export const kubernetesUnreachable = defineError<{
  readonly what: string;
  readonly reason: string;
}>({
  code: "KUBERNETES_UNREACHABLE",
  blame: "environment",
  message: ({ what, reason }) => `the Kubernetes API does not answer for ${what}: ${reason}`,
  hint: () =>
    "`pharosctl status` shows which control plane component is down; apply again once it answers",
});

export const kubernetesRefused = defineError<{
  readonly what: string;
  readonly status: number;
  readonly reason: string;
}>({
  code: "KUBERNETES_REFUSED",
  blame: "environment",
  message: ({ what, status, reason }) =>
    `the Kubernetes API refused ${what} with ${status}: ${reason}`,
  hint: () => "the message is the API server's own; a 409 or 429 passes by itself, apply again",
});

export const kubernetesKindUnknown = defineError<{
  readonly what: string;
  readonly apiVersion: string;
  readonly kind: string;
}>({
  code: "KUBERNETES_KIND_UNKNOWN",
  blame: "user",
  message: ({ what, apiVersion, kind }) =>
    `${what} is of a kind that the cluster does not have: ${kind} in ${apiVersion}`,
  hint: () =>
    "`kubectl api-resources` lists the kinds and versions that are served; a CustomResourceDefinition may be missing from the manifests",
});

export const nodeNotRegistered = defineError<{ readonly node: string }>({
  code: "NODE_NOT_REGISTERED",
  blame: "environment",
  message: ({ node }) => `the cluster has no node "${node}" to label`,
  hint: ({ node }) =>
    `the host has not joined: see its own failure above, or journalctl -u kubelet on ${node}`,
});

export const clusterCaUnreadable = defineError<{ readonly path: string }>({
  code: "CLUSTER_CA_UNREADABLE",
  blame: "environment",
  message: ({ path }) =>
    `${path} holds no key or certificate of the cluster's authority that can be used here`,
  hint: () =>
    "this is asked of a master whose kubeadm init is complete, with a CA that kubeadm made (not an external one)",
});

export const kubeletUnhealthy = defineError<{
  readonly host: string;
  readonly reason: string;
  readonly now: string;
}>({
  code: "KUBELET_UNHEALTHY",
  blame: "environment",
  message: ({ host, reason, now }) =>
    `the kubelet of ${host} did not come up with its new settings and was put back (${now}): ${reason}`,
  hint: ({ host }) =>
    `\`pharosctl logs --host ${host}\` shows what the kubelet complained of; mend that setting, then apply again`,
});

export const controlPlaneUnhealthy = defineError<{
  readonly host: string;
  readonly component: string;
  readonly reason: string;
  readonly now: string;
}>({
  code: "CONTROL_PLANE_UNHEALTHY",
  blame: "environment",
  message: ({ host, component, reason, now }) =>
    `${component} of ${host} did not come up with its new settings and was put back (${now}): ${reason}`,
  hint: () =>
    "mend the setting that it complains of, then apply again; other masters were not touched",
});

export const nodeNotReady = defineError<{
  readonly node: string;
  readonly seconds: number;
  readonly reason: string;
}>({
  code: "NODE_NOT_READY",
  blame: "environment",
  message: ({ node, seconds, reason }) =>
    `node ${node} is not Ready after ${seconds} seconds: ${reason}`,
  hint: ({ node }) => `on ${node}: journalctl -u kubelet -u containerd; then run apply again`,
});

export const servicesNotReady = defineError<{
  readonly node: string;
  readonly seconds: number;
  readonly reason: string;
}>({
  code: "SERVICES_NOT_READY",
  blame: "environment",
  message: ({ node, seconds, reason }) =>
    `Services cannot be reached from ${node} after ${seconds} seconds: ${reason}`,
  hint: ({ node }) =>
    `kubectl -n kube-system logs --selector=k8s-app=kube-proxy --field-selector=spec.nodeName=${node}; then run apply again`,
});
