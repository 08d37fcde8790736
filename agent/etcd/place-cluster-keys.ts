import { etcdSnapshotOther } from "../../shared/errors/etcd-errors.ts";
import type { Host, HostReader } from "../host/host.ts";
import { kubeadmPaths } from "../kubeadm/kubeadm-paths.ts";
import { CLUSTER_KEY_FILES } from "./cluster-keys.ts";

type Keys = Readonly<Record<string, string>>;

/** Throws `ETCD_SNAPSHOT_OTHER` where this host has other authorities than the snapshot. */
export const requireSameKeys = async (
  { files }: Pick<HostReader, "files">,
  host: string,
  keys: Keys,
): Promise<void> => {
  for (const name of CLUSTER_KEY_FILES) {
    const own = await files.read(pathOf(name));
    const told = keys[name];
    if (own !== undefined && told !== undefined && own.trim() !== told.trim())
      throw etcdSnapshotOther({ host, file: pathOf(name) });
  }
};

/** Those that are not there yet; throws as above, before anything is written. */
export const placeClusterKeys = async (
  host: Pick<Host, "files">,
  name: string,
  keys: Keys,
): Promise<void> => {
  await requireSameKeys(host, name, keys);
  await host.files.makeDirectory(`${kubeadmPaths.pki}/etcd`, { mode: 0o755 });
  for (const file of CLUSTER_KEY_FILES) {
    const text = keys[file];
    if (text === undefined || (await host.files.stat(pathOf(file))) !== undefined) continue;
    const mode = file.endsWith(".key") ? 0o600 : 0o644;
    await host.files.write(pathOf(file), text, { mode });
  }
};

const pathOf = (name: string): string => `${kubeadmPaths.pki}/${name}`;
