import {
  etcdQuorumLost,
  lastMasterStays,
  removalLosesQuorum,
} from "../../shared/errors/removal-errors.ts";
import type { EtcdMember } from "../../shared/rpc/gen/cluster.ts";
import type { Member, Membership } from "../../shared/spec/membership.ts";

/** What etcd says of its members; `silent`: it serves nobody, and these other masters' agents do not answer. */
export type EtcdPicture =
  | { readonly kind: "members"; readonly members: readonly EtcdMember[] }
  | { readonly kind: "silent"; readonly away: readonly string[] };

/**
 * Whether a host may go, before anything is done. Throws `LAST_MASTER_STAYS`, `ETCD_QUORUM_LOST` where
 * etcd can take nobody out any more, `REMOVAL_LOSES_QUORUM` where it could not work afterwards.
 */
export const judgeRemoval = (
  leaving: Member,
  { members }: Pick<Membership, "members">,
  etcd: EtcdPicture,
): void => {
  if (leaving.role === "worker") return;
  const masters = members.filter(({ role, state }) => role === "master" && state === "member");
  if (masters.every(({ name }) => name === leaving.name))
    throw lastMasterStays({ host: leaving.name });
  if (etcd.kind === "silent") {
    const { away } = etcd;
    const works = masters.length - away.length;
    throw etcdQuorumLost({ works, members: masters.length, away: away.join(", ") });
  }
  judgeVotes(leaving, etcd.members);
};

const judgeVotes = (leaving: Member, members: readonly EtcdMember[]): void => {
  const voters = members.filter(({ learner }) => !learner);
  if (!voters.some((voter) => isOf(voter, leaving))) return;
  const rest = voters.filter((voter) => !isOf(voter, leaving));
  const ill = (some: readonly EtcdMember[]): string =>
    some
      .flatMap(({ healthy, name }) => (healthy ? [] : [name || "one that never started"]))
      .join(", ");
  const works = (some: readonly EtcdMember[]): number =>
    some.filter(({ healthy }) => healthy).length;
  if (works(voters) < majority(voters))
    throw etcdQuorumLost({ works: works(voters), members: voters.length, away: ill(voters) });
  if (works(rest) < majority(rest))
    throw removalLosesQuorum({
      host: leaving.name,
      works: works(rest),
      members: rest.length,
      needed: majority(rest),
      away: ill(rest),
    });
};

const majority = (voters: readonly EtcdMember[]): number => Math.floor(voters.length / 2) + 1;

/** kubeadm announces members by their IP address. */
export const isOf = (
  { name, peerUrls }: Pick<EtcdMember, "name" | "peerUrls">,
  { name: host, privateAddress }: Member,
): boolean =>
  name === host ||
  peerUrls.some((url) => URL.parse(url)?.hostname.replaceAll(/[[\]]/g, "") === privateAddress);
