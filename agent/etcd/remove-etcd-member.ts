import { etcdUnreachable } from "../../shared/errors/etcd-errors.ts";
import type { Host } from "../host/host.ts";
import { peerUrlOf } from "./etcd-member-state.ts";

/**
 * Takes the member of a host (IP address) out of etcd, by way of this master's server; `false`: there
 * is none. Throws `ETCD_UNREACHABLE`, also with what etcd says where it refuses.
 */
export const removeEtcdMember = async (
  { etcd }: Pick<Host, "etcd">,
  ownAddress: string,
  address: string,
): Promise<boolean> => {
  const members = await etcd.members(ownAddress);
  if (members.kind === "unreachable")
    throw etcdUnreachable({ address: ownAddress, reason: members.reason });
  const gone = members.value.find(({ peerUrls }) => peerUrls.includes(peerUrlOf(address)));
  if (gone === undefined) return false;
  await etcd.removeMember(gone.id);
  return true;
};
