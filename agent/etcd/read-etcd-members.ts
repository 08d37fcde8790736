import type { EtcdMember } from "../host/etcd.ts";
import type { HostReader } from "../host/host.ts";

export interface EtcdMemberHealth {
  /** Empty: it was announced and has never started. */
  readonly name: string;
  /** Hex. */
  readonly id: string;
  readonly peerUrls: readonly string[];
  readonly learner: boolean;
  readonly healthy: boolean;
  /** Why it is not healthy; empty otherwise. */
  readonly reason: string;
}

/** All members as this master's etcd knows them, each asked for itself; `[]` if that does not answer. */
export const readEtcdMembers = async (
  host: Pick<HostReader, "etcd">,
  ownAddress: string,
): Promise<readonly EtcdMemberHealth[]> => {
  const members = await host.etcd.members(ownAddress);
  if (members.kind === "unreachable") return [];
  return await Promise.all(
    members.value.map(async (member) => {
      const reason = await findTrouble(host, member);
      const { id, name, peerUrls, isLearner: learner } = member;
      return { id, name, peerUrls, learner, healthy: reason === "", reason };
    }),
  );
};

const findTrouble = async (
  { etcd }: Pick<HostReader, "etcd">,
  { name, peerUrls }: EtcdMember,
): Promise<string> => {
  if (name === "") return "it was announced and has never started";
  const address = addressOf(peerUrls[0] ?? "");
  if (address === undefined) return `${peerUrls[0]} is no address that can be asked`;
  const status = await etcd.status(address);
  if (status.kind === "unreachable") return status.reason;
  return status.value.leaderId === undefined ? "it knows of no leader" : "";
};

/** kubeadm announces members by their IP address. */
const addressOf = (peerUrl: string): string | undefined =>
  URL.canParse(peerUrl) ? new URL(peerUrl).hostname.replaceAll(/[[\]]/g, "") : undefined;
