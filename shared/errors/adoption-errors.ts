import { defineError } from "./define-error.ts";

export const adoptedClusterGone = defineError<{ readonly hosts: string }>({
  code: "ADOPTED_CLUSTER_GONE",
  blame: "environment",
  message: ({ hosts }) =>
    `${hosts}: no control plane of the cluster that cluster.yml has adopted runs there`,
  hint: () =>
    "nothing was changed, an adopted cluster is never made anew; bring its master back, or take `adopted` out of cluster.yml to make another cluster",
});

export const adoptionNoCluster = defineError<{ readonly hosts: string }>({
  code: "ADOPTION_NO_CLUSTER",
  blame: "user",
  message: ({ hosts }) => `${hosts}: no master of a cluster that kubeadm has made`,
  hint: () =>
    "name a master that runs (/etc/kubernetes/admin.conf and pki/ca.key are there); bare hosts need no adoption: `pharosctl init`",
});

export const adoptionReadFailed = defineError<{
  readonly host: string;
  readonly what: string;
  readonly reason: string;
}>({
  code: "ADOPTION_READ_FAILED",
  blame: "environment",
  message: ({ host, what, reason }) => `${host}: ${what} cannot be read: ${reason}`,
  hint: ({ host }) =>
    `nothing was changed; \`kubectl --kubeconfig /etc/kubernetes/admin.conf get nodes\` on ${host} has to work`,
});

export const adoptionHostsMissing = defineError<{ readonly nodes: string }>({
  code: "ADOPTION_HOSTS_MISSING",
  blame: "user",
  message: ({ nodes }) => `the cluster has nodes that no host was named for: ${nodes}`,
  hint: () => "name every node, with `--host user@address` or in cluster.yml",
});

export const adoptionNoNodes = defineError<{ readonly hosts: string }>({
  code: "ADOPTION_NO_NODES",
  blame: "user",
  message: ({ hosts }) => `these hosts are no nodes of the cluster: ${hosts}`,
  hint: () =>
    "leave them out; once the cluster is adopted, add them to cluster.yml and apply: they join then",
});

export const adoptionUnsupported = defineError<{ readonly reasons: string }>({
  code: "ADOPTION_UNSUPPORTED",
  blame: "user",
  message: ({ reasons }) => `this cluster has what pharosctl could not keep: ${reasons}`,
  hint: () =>
    'nothing was changed; docs/operations.md, "Adopting a cluster", says what each of these means',
});

export const adoptionMember = defineError<{
  readonly host: string;
  readonly cluster: string;
}>({
  code: "ADOPTION_MEMBER",
  blame: "user",
  message: ({ host, cluster }) => `${host} has an agent of pharosctl's cluster ${cluster} already`,
  hint: ({ cluster }) =>
    `the master that was named keeps no cluster.yml of ${cluster}: name the hosts of one cluster alone; to take a host out of ${cluster}, \`pharosctl hosts remove\` from where that is looked after`,
});
