import { rm } from "node:fs/promises";
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

/** In the cluster's folder, where all that may open the cluster is; one that was left by a dead CLI goes. */
const FILE = "restore.snapshot";

/** Works with a snapshot that a master keeps, in a file here that is gone afterwards. */
export const withKeptSnapshot = async <Result>(
  context: CommandContext,
  loaded: LoadedConfig,
  { name, from, ...protection }: KeptName,
  act: (path: string) => Promise<Result>,
): Promise<Result> => {
  const { signal, clock } = context;
  const cluster = await openMembers(context, loaded);
  const path = join(cluster.keystore.folder, FILE);
  try {
    const { master, snapshot } = await requireKept(cluster, { name, from }, signal);
    context.stderr.write(`${snapshot.name} of ${snapshot.host}:\n`);
    await rm(path, { force: true });
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
