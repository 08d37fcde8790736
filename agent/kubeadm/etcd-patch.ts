import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import { versionRow } from "../../shared/versions/version-table.ts";
import type { Host } from "../host/host.ts";
import { kubeadmPaths } from "./kubeadm-paths.ts";

const FOLDER = `${kubeadmPaths.runDirectory}/patches`;

/** Takes the request out of etcd's manifest; where there is none it does nothing. */
const PATCH = {
  spec: {
    containers: [{ name: "etcd", resources: { requests: { "ephemeral-storage": null } } }],
  },
};

/**
 * Gives `use` the flags by which kubeadm of this version writes a manifest of etcd that a kubelet
 * admits at any time; none where its own is good. The files are there as long as `use` takes.
 */
export const withEtcdPatch = async <Result>(
  host: Pick<Host, "files">,
  spec: NodeSpec,
  use: (flags: readonly string[]) => Promise<Result>,
): Promise<Result> => {
  const { etcdAsksForStorage } = versionRow(spec.kubernetes.version).kubeadm;
  const hasEtcd = spec.role === "master" && spec.kubernetes.controlPlane.externalEtcd === undefined;
  if (!hasEtcd || !etcdAsksForStorage) return await use([]);
  await host.files.makeDirectory(FOLDER, { mode: 0o700 });
  await host.files.write(`${FOLDER}/etcd.json`, JSON.stringify(PATCH), { mode: 0o600 });
  try {
    return await use([`--experimental-patches=${FOLDER}`]);
  } finally {
    await host.files.remove(FOLDER);
  }
};
