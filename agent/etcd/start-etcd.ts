import type { Host } from "../host/host.ts";
import { kubeadmPaths } from "../kubeadm/kubeadm-paths.ts";
import { moveFile } from "./move-file.ts";
import { PARKED_FOLDER, RESTORED_COMPONENTS } from "./restore-places.ts";

/** Lets the kubelet run what `stopEtcd` took away; nothing to do where nothing waits. */
export const startEtcd = async (host: Host): Promise<void> => {
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
