import { hostUnknown } from "../../shared/errors/run-errors.ts";
import type { OpenedCluster } from "../cluster/open-members.ts";
import { selectHosts } from "../cluster/select-hosts.ts";
import { chooseKept, readKeptSnapshots, type SnapshotOnMaster } from "./kept-snapshots.ts";
import { type ReachedMaster, reachedMasters } from "./read-etcd.ts";

export interface KeptChoice {
  readonly master: ReachedMaster;
  readonly snapshot: SnapshotOnMaster;
}

/**
 * A snapshot that a master keeps, by its name or `latest`; `from` names the master. Throws
 * `SNAPSHOT_UNKNOWN`, `HOST_UNKNOWN`, and why that master does not answer.
 */
export const requireKept = async (
  cluster: OpenedCluster,
  { name, from }: { readonly name: string; readonly from: string | undefined },
  signal: AbortSignal,
): Promise<KeptChoice> => {
  const masters = reachedMasters(cluster);
  const asked = from === undefined ? undefined : requireMasterNamed(cluster, masters, from);
  const kept = await readKeptSnapshots(cluster, { check: false, signal });
  const snapshot = chooseKept(kept, name, asked);
  const master = masters.find(({ member }) => member.name === snapshot.host);
  if (master === undefined) throw new RangeError("a master that was not asked has answered");
  return { master, snapshot };
};

const requireMasterNamed = (
  { members }: OpenedCluster,
  masters: readonly ReachedMaster[],
  name: string,
): ReachedMaster => {
  const [named] = selectHosts(members, [name]);
  if (named !== undefined && "error" in named) throw named.error;
  const found = masters.find(({ member }) => member.name === named?.member.name);
  if (found !== undefined) return found;
  throw hostUnknown({ host: name, known: masters.map(({ member }) => member.name).join(", ") });
};
