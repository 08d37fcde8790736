import { etcdUnreachable } from "../../shared/errors/etcd-errors.ts";
import { toPharosError } from "../../shared/errors/internal-errors.ts";
import { noMaster } from "../../shared/errors/run-errors.ts";
import type { AgentConnection } from "../../shared/rpc/connect.ts";
import type { EtcdServer } from "../../shared/rpc/gen/etcd.ts";
import type { Member } from "../../shared/spec/membership.ts";
import type { OpenedCluster } from "../cluster/open-members.ts";
import { isOf } from "../remove/judge-removal.ts";

/** A master, or where it is said a worker, whose agent answers. */
export interface ReachedMaster {
  readonly member: Member;
  readonly connection: AgentConnection;
}

export interface EtcdSight {
  readonly masters: readonly ReachedMaster[];
  /** In the order of names, as the master that sees most of them well has told. */
  readonly servers: readonly EtcdServer[];
}

const NOT_WELL = "CORRUPT";

export const reachedMasters = ({
  members,
}: Pick<OpenedCluster, "members">): readonly ReachedMaster[] =>
  members.flatMap((opened) =>
    "connection" in opened && opened.member.role === "master" ? [opened] : [],
  );

export const reachedWorkers = ({
  members,
}: Pick<OpenedCluster, "members">): readonly ReachedMaster[] =>
  members.flatMap((opened) =>
    "connection" in opened && opened.member.role === "worker" ? [opened] : [],
  );

/**
 * etcd's members as the masters' agents see them. Throws `NO_MASTER_REACHABLE`, and what the agents say
 * where none of them can tell.
 */
export const readEtcd = async (cluster: Pick<OpenedCluster, "members">): Promise<EtcdSight> => {
  const masters = reachedMasters(cluster);
  if (masters.length === 0) throw noMaster({});
  const answers = await Promise.allSettled(
    masters.map(async ({ connection }) => (await connection.etcd.getEtcd({})).members),
  );
  const told = answers.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : []));
  const wellOf = (servers: readonly EtcdServer[]): number =>
    servers.filter(({ healthy }) => healthy).length;
  const [best] = told.toSorted((a, b) => wellOf(b) - wellOf(a) || b.length - a.length);
  if (best !== undefined && best.length > 0)
    return { masters, servers: best.toSorted((a, b) => (a.name < b.name ? -1 : 1)) };
  const refusal = answers.find((answer) => answer.status === "rejected");
  if (refusal !== undefined) throw toPharosError(refusal.reason);
  const address = masters.map(({ member }) => member.privateAddress).join(", ");
  throw etcdUnreachable({ address, reason: "it is silent" });
};

export const isWell = ({ healthy, alarms }: EtcdServer): boolean => healthy && alarms.length === 0;

/** The master whose own member has all that there is: the newest, and no leader if there is another. */
export const chooseSource = ({
  masters,
  servers,
}: EtcdSight): { readonly master: ReachedMaster; readonly server: EtcdServer } | undefined => {
  const fit = servers
    .filter(({ healthy, learner, alarms }) => healthy && !learner && !alarms.includes(NOT_WELL))
    .toSorted((a, b) => b.revision - a.revision || Number(a.leader) - Number(b.leader));
  for (const server of fit) {
    const master = masters.find(({ member }) => isOf(server, member));
    if (master !== undefined) return { master, server };
  }
  return undefined;
};

/** Of members that are not well: who and why. */
export const tellTrouble = (servers: readonly EtcdServer[]): string =>
  servers
    .filter((server) => !isWell(server))
    .map(({ name, reason, alarms }) => {
      const why = [...(reason === "" ? [] : [reason]), ...alarms.map((alarm) => `alarm ${alarm}`)];
      return `${name === "" ? "one that never started" : name}: ${why.join(", ")}`;
    })
    .join("; ");
