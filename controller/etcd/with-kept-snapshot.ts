import { randomUUID } from "node:crypto";
import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { CommandContext } from "../cli/command-context.ts";
import { openMembers } from "../cluster/open-members.ts";
import type { LoadedConfig } from "../config/load-cluster-config.ts";
import type { SnapshotSource } from "../../shared/etcd/read-snapshot.ts";
import { fetchCopy } from "./fetch-copy.ts";
import { fetchSnapshot } from "./fetch-snapshot.ts";
import { openKnownCluster } from "./known-cluster.ts";
import { withCopies } from "./open-copies.ts";
import { requireKept } from "./require-kept.ts";

export interface KeptName {
  /** Or `latest`. */
  readonly name: string;
  readonly from: string | undefined;
  readonly passphrase?: string;
}

/** Files of ours in the cluster's folder, where all that may open the cluster is. */
const OURS = /^restore(?:-[0-9a-f-]{36})?\.snapshot/;
/** Nobody restores for longer: what is older was left by a dead CLI. */
const STALE_MS = 24 * 3_600_000;

/** Works with a snapshot that a master keeps, in a file here that is gone afterwards. */
export const withKeptSnapshot = async <Result>(
  context: CommandContext,
  loaded: LoadedConfig,
  { name, from, ...protection }: KeptName,
  act: (path: string) => Promise<Result>,
): Promise<Result> => {
  const { signal, clock } = context;
  const cluster = await openMembers(context, loaded);
  const { folder } = cluster.keystore;
  const path = newPath(folder);
  try {
    const { master, snapshot } = await requireKept(cluster, { name, from }, signal);
    context.stderr.write(`${snapshot.name} of ${snapshot.host}:\n`);
    await sweep(folder, clock.nowMs());
    await fetchSnapshot({ master, snapshot, path, ...protection, nowMs: clock.nowMs(), signal });
  } finally {
    cluster.close();
  }
  return await actAndRemove(path, () => act(path));
};

/**
 * The same with a copy in the store of cluster.yml; no agent is asked. Its passphrase is cluster.yml's where
 * none is named.
 */
export const withCopy = async <Result>(
  context: CommandContext,
  loaded: LoadedConfig,
  { name, ...protection }: Omit<KeptName, "from">,
  act: (source: SnapshotSource) => Promise<Result>,
): Promise<Result> => {
  const { signal, clock, stderr } = context;
  const { cluster, folder } = await openKnownCluster(context, loaded);
  const path = newPath(folder);
  const passphrase = await withCopies(context, loaded, cluster, async (copies) => {
    await sweep(folder, clock.nowMs());
    const options = { name, path, ...protection, nowMs: clock.nowMs(), signal };
    const { copy } = await fetchCopy(copies, options);
    stderr.write(`${copy.name} of ${copies.place}:\n`);
    return protection.passphrase ?? copies.passphrase;
  });
  const source = { path, ...(passphrase === undefined ? {} : { passphrase }) };
  return await actAndRemove(path, () => act(source));
};

/** Another restore at the same time has a file of its own. */
const newPath = (folder: string): string => join(folder, `restore-${randomUUID()}.snapshot`);

const actAndRemove = async <Result>(path: string, act: () => Promise<Result>): Promise<Result> => {
  try {
    return await act();
  } finally {
    await rm(path, { force: true });
  }
};

const sweep = async (folder: string, nowMs: number): Promise<void> => {
  const names = await readdir(folder);
  for (const name of names.filter((one) => OURS.test(one))) {
    const found = await stat(join(folder, name)).catch(() => undefined);
    if (found !== undefined && nowMs - found.mtimeMs > STALE_MS)
      await rm(join(folder, name), { force: true });
  }
};
