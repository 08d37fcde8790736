import { dirname } from "node:path";
import { parse } from "yaml";
import { etcdNotStopped, etcdRestoreFailed } from "../../shared/errors/etcd-errors.ts";
import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import type { Host } from "../host/host.ts";
import { etcdManifestPath, kubeadmPaths } from "../kubeadm/kubeadm-paths.ts";
import { observeControlPlane } from "../kubeadm/control-plane-state.ts";
import { imagesArguments } from "../kubeadm/kubeadm-arguments.ts";
import { renderInitConfiguration } from "../kubeadm/render-init-configuration.ts";
import { resetNode } from "../kubeadm/reset-node.ts";
import { withRunFile } from "../kubeadm/run-file.ts";
import { textAt } from "../../shared/spec/json-path.ts";
import { peerUrlOf } from "./etcd-member-state.ts";
import { moveFile } from "./move-file.ts";
import { placeClusterKeys } from "./place-cluster-keys.ts";
import { restoreArguments } from "./restore-arguments.ts";
import { PARKED_FOLDER, REPLACED_PREFIX, UNFINISHED_PREFIX } from "./restore-places.ts";

export interface EtcdRestore {
  /** Of a whole snapshot. */
  readonly path: string;
  /** PEM by file name; secret. */
  readonly keys: Readonly<Record<string, string>>;
  /** All masters of the cluster that is made of it. */
  readonly members: readonly { readonly name: string; readonly address: string }[];
  /** Of this restore: the same on all masters. */
  readonly token: string;
  /** The host has no control plane, and kubeadm is to make one of it afterwards. */
  readonly isAnew: boolean;
}

const RESTORE_LIMIT_MS = 10 * 60_000;
const LIST_LIMIT_MS = 60_000;

/**
 * Makes etcd's data of a snapshot on this host, whose etcd was stopped. What was there before is kept
 * beside it. Killed anywhere it may be done again: nothing is taken for restored that is not whole.
 * Throws `ETCD_NOT_STOPPED`, `ETCD_SNAPSHOT_OTHER`, `ETCD_RESTORE_FAILED`.
 */
export const restoreEtcd = async (
  host: Host,
  spec: NodeSpec,
  restore: EtcdRestore,
): Promise<void> => {
  const name = spec.host;
  if (restore.isAnew) await clear(host, spec);
  if ((await host.files.stat(etcdManifestPath)) !== undefined)
    throw etcdNotStopped({ host: name, reason: etcdManifestPath });
  await placeClusterKeys(host, name, restore.keys);
  const image = await findImage(host, spec);
  if ((await host.runtime.images())?.has(image) !== true) await host.runtime.pullImage(image);
  await host.files.makeDirectory(kubeadmPaths.etcd, { mode: 0o700 });
  await sweep(host);
  const target = `${kubeadmPaths.etcd}/${UNFINISHED_PREFIX}${restore.token}`;
  await host.programs.run({
    argv: restoreArguments(spec, {
      image,
      name: `pharos-restore-${restore.token}`,
      snapshotFolder: dirname(restore.path),
      snapshot: restore.path,
      target,
      peerUrl: peerUrlOf(spec.address),
      cluster: restore.members.map((member) => `${member.name}=${peerUrlOf(member.address)}`),
      token: restore.token,
    }),
    limitMs: RESTORE_LIMIT_MS,
    reason: "etcdctl snapshot restore",
  });
  if ((await host.files.stat(`${target}/member/snap/db`)) === undefined)
    throw etcdRestoreFailed({ host: name, reason: `${target} has no data` });
  await swap(host, target);
};

/** What was there goes aside first; between the two moves there is nothing, and nothing starts. */
const swap = async (host: Host, target: string): Promise<void> => {
  if ((await host.files.stat(kubeadmPaths.etcdMember)) !== undefined) {
    const time = host.now().toISOString().replaceAll(/[:.]/g, "-");
    const aside = `${kubeadmPaths.etcd}/${REPLACED_PREFIX}${time}`;
    await host.files.makeDirectory(aside, { mode: 0o700 });
    await moveFile(host, kubeadmPaths.etcdMember, `${aside}/member`);
  }
  await moveFile(host, `${target}/member`, kubeadmPaths.etcdMember);
  await host.files.remove(target);
};

/** What restores have begun and did not end. */
const sweep = async ({ files }: Host): Promise<void> => {
  for (const name of (await files.list(kubeadmPaths.etcd)) ?? [])
    if (name.startsWith(UNFINISHED_PREFIX)) await files.remove(`${kubeadmPaths.etcd}/${name}`);
};

/** What a restore that was cut has left goes; a control plane that was whole once stays. */
const clear = async (host: Host, spec: NodeSpec): Promise<void> => {
  const state = await observeControlPlane(host, spec);
  switch (state.kind) {
    case "absent":
    case "restored":
      return;
    case "partial":
      await resetNode(host, spec);
      return;
    case "stopped":
    case "unfinished":
    case "complete":
      throw etcdRestoreFailed({ host: spec.host, reason: "it has a control plane" });
  }
};

/** The one that ran here, as its manifest has it, or the one that kubeadm will take. */
const findImage = async (host: Host, spec: NodeSpec): Promise<string> => {
  const text = await host.files.read(`${PARKED_FOLDER}/etcd.yaml`);
  const image = text === undefined ? await listImage(host, spec) : readImage(text);
  if (image !== undefined) return image;
  throw etcdRestoreFailed({ host: spec.host, reason: "it is not known which etcd it runs" });
};

const listImage = async (host: Host, spec: NodeSpec): Promise<string | undefined> => {
  const file = renderInitConfiguration(spec);
  const { stdout } = await withRunFile(host, "images.yaml", file, (path) =>
    host.programs.run({
      argv: imagesArguments(path),
      limitMs: LIST_LIMIT_MS,
      reason: "kubeadm config images list",
    }),
  );
  return stdout.split("\n").find((line) => /(?:^|\/)etcd:/.test(line));
};

const readImage = (text: string): string | undefined => {
  try {
    return textAt(parse(text), "spec", "containers", 0, "image");
  } catch {
    return undefined;
  }
};
