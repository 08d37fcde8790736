import { etcdRestoreFailed } from "../../shared/errors/etcd-errors.ts";
import type { Host } from "../host/host.ts";
import { kubeadmPaths } from "../kubeadm/kubeadm-paths.ts";
import { moveFile } from "./move-file.ts";
import { PARKED_FOLDER, RESTORED_COMPONENTS } from "./restore-places.ts";

/**
 * Lets the kubelet run what `stopEtcd` took away; nothing to do where nothing waits. Throws
 * `ETCD_RESTORE_FAILED` where there is no data: etcd would make an empty cluster, and kubelets would end all
 * pods that it does not know of.
 */
export const startEtcd = async (host: Host, name: string): Promise<void> => {
  await requireData(host, name);
  for (const component of RESTORED_COMPONENTS.toReversed()) {
    const parked = `${PARKED_FOLDER}/${component}.yaml`;
    if ((await host.files.stat(parked)) === undefined) continue;
    await moveFile(host, parked, `${kubeadmPaths.manifests}/${component}.yaml`);
  }
  await host.files.remove(PARKED_FOLDER);
  const kubelet = await host.units.show("kubelet.service");
  if (kubelet.load === "loaded" && kubelet.active !== "active")
    await host.units.start("kubelet.service");
};

/** A restore that was cut between its two moves has put the old data aside and not brought the new. */
const requireData = async ({ files }: Host, host: string): Promise<void> => {
  if ((await files.stat(`${PARKED_FOLDER}/etcd.yaml`)) === undefined) return;
  if ((await files.stat(kubeadmPaths.etcdMember)) !== undefined) return;
  const reason = `${kubeadmPaths.etcdMember} is not there, and etcd would begin with nothing`;
  throw etcdRestoreFailed({ host, reason });
};
