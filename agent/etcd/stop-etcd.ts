import { etcdNotStopped } from "../../shared/errors/etcd-errors.ts";
import type { Host } from "../host/host.ts";
import { kubeadmPaths } from "../kubeadm/kubeadm-paths.ts";
import { moveFile } from "./move-file.ts";
import { PARKED_FOLDER, RESTORED_COMPONENTS } from "./restore-places.ts";

const LIMIT_MS = 90_000;
const STEP_MS = 1_000;
/** The kubelet ends its pods by itself, if it runs. */
const PATIENCE_MS = 20_000;

/**
 * Takes etcd and the API server off this host until `startEtcd`, and waits until they have ended. There is
 * nothing to do where there are none. Throws `ETCD_NOT_STOPPED`.
 */
export const stopEtcd = async (host: Host, name: string): Promise<void> => {
  await host.files.makeDirectory(PARKED_FOLDER, { mode: 0o700 });
  for (const component of RESTORED_COMPONENTS) {
    const manifest = `${kubeadmPaths.manifests}/${component}.yaml`;
    if ((await host.files.stat(manifest)) === undefined) continue;
    await moveFile(host, manifest, `${PARKED_FOLDER}/${component}.yaml`);
  }
  await awaitEnd(host, name);
};

const awaitEnd = async (host: Host, name: string): Promise<void> => {
  const names = RESTORED_COMPONENTS.map((component) => `${component}-${name}`);
  const startMs = host.now().getTime();
  for (;;) {
    const pods = await host.runtime.pods();
    const left = (pods ?? []).filter(({ name: pod }) => names.includes(pod));
    if (pods !== undefined && left.length === 0) return;
    const waitedMs = host.now().getTime() - startMs;
    if (waitedMs >= LIMIT_MS)
      throw etcdNotStopped({
        host: name,
        reason: left.map((pod) => pod.name).join(", ") || "the container runtime does not answer",
      });
    if (waitedMs >= PATIENCE_MS) for (const { id } of left) await host.runtime.stopPod(id);
    await host.pause(STEP_MS);
  }
};
