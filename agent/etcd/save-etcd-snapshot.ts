import { packSnapshot } from "../../shared/etcd/pack-snapshot.ts";
import type { SnapshotDescription } from "../../shared/etcd/snapshot-archive.ts";
import { etcdUnreachable } from "../../shared/errors/etcd-errors.ts";
import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import type { Host, HostReader } from "../host/host.ts";
import { readClusterKeys } from "./cluster-keys.ts";

/** Below the agent's own state, so that it goes with the agent; the whole of it is secret. */
export const ETCD_SNAPSHOT_DIRECTORY = "/var/lib/pharos/etcd-snapshots";

/** End of the names of those that nobody asked for. */
export const SCHEDULED = "scheduled";

const ENDING = ".snapshot";
/** Older ones go: a database of some hundred megabytes must not fill a master's disk. */
const KEPT = 5;

export interface SavedEtcdSnapshot {
  readonly path: string;
  readonly sizeBytes: number;
}

/**
 * Saves this master's etcd, with what a new control plane needs, under the time and a label
 * (`[a-z0-9-]`), for `etcd snapshot restore`; of its kind, scheduled or not, all but the newest go. Throws
 * `ETCD_UNREACHABLE`, `ETCD_SNAPSHOT_BROKEN`.
 */
export const saveEtcdSnapshot = async (
  host: Host,
  spec: NodeSpec,
  label: string,
  kept = KEPT,
): Promise<SavedEtcdSnapshot> => {
  await host.files.makeDirectory(ETCD_SNAPSHOT_DIRECTORY, { mode: 0o700 });
  const now = host.now();
  const description = await describe(host, spec, now);
  const keys = await readClusterKeys(host);
  const time = now.toISOString().replaceAll(/[:.]/g, "-");
  const path = `${ETCD_SNAPSHOT_DIRECTORY}/${time}-${toFileWord(label)}${ENDING}`;
  const { sizeBytes } = await host.etcd.saveSnapshot(path, (parts) =>
    packSnapshot({ description, keys, parts }),
  );
  const alike = (await listSnapshots(host)).filter(
    (name) => isScheduled(name) === isScheduled(path),
  );
  // What says that it is newer than this one was taken by a clock that was ahead, and goes first.
  const isOlder = (name: string): boolean => takenAtMs(name) <= now.getTime();
  const oldestFirst = [...alike.filter((name) => !isOlder(name)), ...alike.filter(isOlder)];
  for (const name of oldestFirst.slice(0, -kept))
    await host.files.remove(`${ETCD_SNAPSHOT_DIRECTORY}/${name}`);
  return { path, sizeBytes };
};

/** Names, the oldest first. */
export const listSnapshots = async ({
  files,
}: Pick<HostReader, "files">): Promise<readonly string[]> => {
  const names = (await files.list(ETCD_SNAPSHOT_DIRECTORY)) ?? [];
  return names.filter((name) => name.endsWith(ENDING)).toSorted();
};

/** By its name: 2026-11-23T04-00-00-000Z-scheduled.snapshot. 0 where that says nothing. */
export const takenAtMs = (name: string): number => {
  const [, day, hour, minute, second] = /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)-/.exec(name) ?? [];
  return Date.parse(`${day}T${hour}:${minute}:${second}Z`) || 0;
};

export const isScheduled = (name: string): boolean => name.endsWith(`-${SCHEDULED}${ENDING}`);

const describe = async (
  { etcd }: Pick<Host, "etcd">,
  { cluster, host, address }: NodeSpec,
  now: Date,
): Promise<SnapshotDescription> => {
  const [status, members] = await Promise.all([etcd.status(address), etcd.members(address)]);
  if (status.kind === "unreachable") throw etcdUnreachable({ address, reason: status.reason });
  const { version: etcdVersion, revision } = status.value;
  return {
    format: 1,
    cluster,
    takenAt: now.toISOString(),
    member: host,
    etcdVersion,
    revision,
    members: members.kind === "ok" ? members.value.map(({ name }) => name) : [],
  };
};

const toFileWord = (label: string): string =>
  label
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, 60);
