import type { EtcdMember, EtcdServer } from "../host/etcd.ts";
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
  /** As etcd names them; a member with an alarm may be healthy otherwise. */
  readonly alarms: readonly string[];
  /** What it says of itself; absent: it does not answer. */
  readonly server?: EtcdServer;
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
      const { id, name, peerUrls, isLearner: learner } = member;
      return { id, name, peerUrls, learner, ...(await look(host, member)) };
    }),
  );
};

const look = async (
  { etcd }: Pick<HostReader, "etcd">,
  { name, peerUrls }: EtcdMember,
): Promise<Pick<EtcdMemberHealth, "healthy" | "reason" | "alarms" | "server">> => {
  const ill = (reason: string) => ({ healthy: false, reason, alarms: [] });
  if (name === "") return ill("it was announced and has never started");
  const address = addressOf(peerUrls[0] ?? "");
  if (address === undefined) return ill(`${peerUrls[0]} is no address that can be asked`);
  const status = await etcd.status(address);
  if (status.kind === "unreachable") return ill(status.reason);
  const { leaderId, alarms } = status.value;
  const reason = leaderId === undefined ? "it knows of no leader" : "";
  return { healthy: reason === "", reason, alarms, server: status.value };
};

/** kubeadm announces members by their IP address. */
const addressOf = (peerUrl: string): string | undefined =>
  URL.canParse(peerUrl) ? new URL(peerUrl).hostname.replaceAll(/[[\]]/g, "") : undefined;
