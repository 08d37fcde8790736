import { randomUUID } from "node:crypto";
import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { CommandContext } from "../cli/command-context.ts";
import { openMembers } from "../cluster/open-members.ts";
import type { LoadedConfig } from "../config/load-cluster-config.ts";
import { fetchSnapshot } from "./fetch-snapshot.ts";
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
  // Another restore at the same time has a file of its own.
  const path = join(folder, `restore-${randomUUID()}.snapshot`);
  try {
    const { master, snapshot } = await requireKept(cluster, { name, from }, signal);
    context.stderr.write(`${snapshot.name} of ${snapshot.host}:\n`);
    await sweep(folder, clock.nowMs());
    await fetchSnapshot({ master, snapshot, path, ...protection, nowMs: clock.nowMs(), signal });
  } finally {
    cluster.close();
  }
  try {
    return await act(path);
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
