import { etcdUnhealthy } from "../../shared/errors/etcd-errors.ts";
import type { Member } from "../../shared/spec/membership.ts";
import type { OpenedCluster } from "../cluster/open-members.ts";
import type { LoadedConfig } from "../config/load-cluster-config.ts";
import { readEtcd, tellTrouble } from "../etcd/read-etcd.ts";
import { isOf } from "./judge-removal.ts";
import { prepareRemoval } from "./prepare-removal.ts";

/**
 * Whether a master may leave and join again; gives the names of those that the cluster has meanwhile. It is
 * held to more than a removal, since etcd lets nobody in while a member of it is not well, and a master
 * that has left could not come back. Throws as `judgeRemoval`, what keeps another master from answering,
 * and `ETCD_UNHEALTHY`.
 */
export const judgeMasterRejoin = async (
  cluster: OpenedCluster,
  { config }: Pick<LoadedConfig, "config">,
  leaving: Member,
): Promise<readonly string[]> => {
  const hasOwnEtcd = config.etcd?.endpoints === undefined;
  await prepareRemoval(cluster, leaving.name, { isGone: false, hasOwnEtcd });
  const others = cluster.members.filter(
    ({ member }) => member.role === "master" && member.name !== leaving.name,
  );
  for (const other of others) if ("error" in other) throw other.error;
  if (hasOwnEtcd) {
    const { servers } = await readEtcd(cluster);
    const members = tellTrouble(servers.filter((server) => !isOf(server, leaving)));
    if (members !== "") throw etcdUnhealthy({ members, what: `${leaving.name} stays as it is` });
  }
  return others.map(({ member }) => member.name);
};
