import type { Host } from "../host/host.ts";
import { kubeadmPaths } from "../kubeadm/kubeadm-paths.ts";

/** What all masters of a cluster have in common, below kubeadm's folder; the rest is issued from it. */
export const CLUSTER_KEY_FILES: readonly string[] = [
  "ca.crt",
  "ca.key",
  "front-proxy-ca.crt",
  "front-proxy-ca.key",
  "sa.key",
  "sa.pub",
  "etcd/ca.crt",
  "etcd/ca.key",
];

/** PEM by file name; secret. Those that are not there are left out. */
export const readClusterKeys = async ({
  files,
}: Pick<Host, "files">): Promise<Readonly<Record<string, string>>> => {
  const found = await Promise.all(
    CLUSTER_KEY_FILES.map(async (name) => {
      const text = await files.read(`${kubeadmPaths.pki}/${name}`);
      return text === undefined ? [] : [[name, text] as const];
    }),
  );
  return Object.fromEntries(found.flat());
};
