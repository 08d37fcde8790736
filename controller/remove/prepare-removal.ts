import { etcdUnreachable } from "../../shared/errors/etcd-errors.ts";
import { toPharosError } from "../../shared/errors/internal-errors.ts";
import type { PharosError } from "../../shared/errors/pharos-error.ts";
import { hostUnknown, noMaster } from "../../shared/errors/run-errors.ts";
import type { AgentConnection } from "../../shared/rpc/connect.ts";
import type { Member, Membership } from "../../shared/spec/membership.ts";
import type { OpenedCluster, OpenedMember } from "../cluster/open-members.ts";
import { type LeavingHost, readLeavingHost } from "../reset/reset-run.ts";
import { type EtcdPicture, isOf, judgeRemoval } from "./judge-removal.ts";

/** A removal that may begin. */
export interface PreparedRemoval {
  readonly member: Member;
  /** Absent: its agent does not answer, or is not to be asked. */
  readonly host?: LeavingHost;
  /** Of a master that stays. */
  readonly keeper: AgentConnection["cluster"];
  readonly hasEtcdMember: boolean;
}

export interface RemovalChoice {
  /** Its agent is not asked even if it answers. */
  readonly isGone: boolean;
  /** etcd runs on the masters. */
  readonly hasOwnEtcd: boolean;
}

/**
 * Finds the host and judges whether it may go; changes nothing. Throws `HOST_UNKNOWN`, `NO_MASTER_REACHABLE`, and as `judgeRemoval`.
 */
export const prepareRemoval = async (
  cluster: OpenedCluster,
  said: string,
  { isGone, hasOwnEtcd }: RemovalChoice,
): Promise<PreparedRemoval> => {
  const { members } = cluster.membership.content;
  const member = findMember(members, said);
  const masters = cluster.members.filter(({ member: { role } }) => role === "master");
  const { etcd, keeper } = await askMasters(masters, member, hasOwnEtcd);
  judgeRemoval(member, cluster.membership.content, etcd);
  if (keeper === undefined) throw noMaster({});
  const host = isGone ? undefined : await reachLeaving(cluster, member);
  return {
    member,
    ...(host === undefined ? {} : { host }),
    keeper,
    hasEtcdMember: etcd.kind === "members" && etcd.members.some((one) => isOf(one, member)),
  };
};

/** A member comes before one that was removed at the same address. */
const findMember = (members: Membership["members"], said: string): Member => {
  const fitting = members.filter(({ name, address, privateAddress }) =>
    [name, address, privateAddress].includes(said),
  );
  const found = fitting.find(({ state }) => state === "member") ?? fitting[0];
  if (found !== undefined) return found;
  throw hostUnknown({ host: said, known: members.map(({ name }) => name).join(", ") });
};

interface Answer {
  readonly etcd: EtcdPicture;
  readonly keeper: AgentConnection["cluster"] | undefined;
}

/**
 * What the first master that stays and whose API server and etcd answer says; without a majority of etcd
 * none does. The one that leaves is not asked, and counts in that majority as the others do.
 */
const askMasters = async (
  masters: readonly OpenedMember[],
  leaving: Member,
  hasOwnEtcd: boolean,
): Promise<Answer> => {
  const needsEtcd = hasOwnEtcd && leaving.role === "master";
  const away = masters.flatMap((opened) => ("error" in opened ? [opened.member.name] : []));
  let silence: PharosError | undefined;
  for (const opened of masters) {
    if ("error" in opened || opened.member.name === leaving.name) continue;
    const { cluster: keeper } = opened.connection;
    try {
      const { etcdMembers: members } = await keeper.getClusterStatus({});
      if (members.length > 0 || !needsEtcd) return { etcd: { kind: "members", members }, keeper };
      silence = etcdUnreachable({ address: opened.member.privateAddress, reason: "it is silent" });
    } catch (error) {
      silence = toPharosError(error);
    }
  }
  // With most of them there, or with etcd elsewhere, the silence has a reason of its own.
  const isMajorityHere = away.length * 2 < masters.length;
  if (silence !== undefined && (isMajorityHere || !hasOwnEtcd)) throw silence;
  return { etcd: { kind: "silent", away }, keeper: undefined };
};

/** One that was removed while it was away may have come back. */
const reachLeaving = async (
  { members, dial }: OpenedCluster,
  member: Member,
): Promise<LeavingHost | undefined> => {
  const opened = members.find((one) => one.member.name === member.name);
  if (opened !== undefined && "error" in opened) return undefined;
  const connection = opened?.connection ?? (await dial(member).catch(() => undefined));
  return connection === undefined ? undefined : await readLeavingHost(member, connection);
};
