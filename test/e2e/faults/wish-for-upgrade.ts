import type { Cli } from "../cli.ts";

const NEW = "1.20.15";

/** What another version of Kubernetes changes on hosts, also in peace: kubeadm keeps copies under names of their own. */
export const UPGRADED = [
  /^package \S+ +(kubeadm|kubectl|kubelet) /,
  /^file \/etc\/kubernetes\/tmp/,
];

/** cluster.yml asks for another version of Kubernetes. */
export async function wishForUpgrade(cli: Cli): Promise<void> {
  await cli.editConfig((file) => file.setIn(["kubernetes", "version"], NEW));
}
