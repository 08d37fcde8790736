import type { Cli } from "../cli.ts";

const NEW = "1.20.15";

/**
 * What another version of Kubernetes changes on hosts, also in peace: kubeadm keeps copies under names of
 * their own, etcd is saved before, and kubeadm tries a pod, which makes the bridge of the node that it is on.
 */
export const UPGRADED = [
  /^package \S+ +(kubeadm|kubectl|kubelet) /,
  /^(file|content) .*\/etc\/kubernetes\/tmp/,
  /^file \/var\/lib\/pharos\/etcd-snapshots /,
  /^(link|address|route) .*\bpharos0\b/,
];

/** cluster.yml asks for another version of Kubernetes. */
export async function wishForUpgrade(cli: Cli): Promise<void> {
  await cli.editConfig((file) => file.setIn(["kubernetes", "version"], NEW));
}
