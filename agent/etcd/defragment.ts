import { etcdUnreachable } from "../../shared/errors/etcd-errors.ts";
import type { Host } from "../host/host.ts";

export interface Defragmented {
  readonly bytesBefore: number;
  readonly bytesAfter: number;
}

const NO_SPACE = "NOSPACE";

/** Defragments this host's member, and ends its alarm NOSPACE if asked to. Throws `ETCD_UNREACHABLE`. */
export const defragment = async (
  { etcd }: { readonly etcd: Pick<Host["etcd"], "status" | "defragment" | "endSpaceAlarm"> },
  address: string,
  { endAlarm }: { readonly endAlarm: boolean },
): Promise<Defragmented> => {
  const look = async () => {
    const answer = await etcd.status(address);
    if (answer.kind === "ok") return answer.value;
    throw etcdUnreachable({ address, reason: answer.reason });
  };
  const before = await look();
  await etcd.defragment();
  const after = await look();
  if (endAlarm && after.alarms.includes(NO_SPACE)) await etcd.endSpaceAlarm(after.memberId);
  return { bytesBefore: before.databaseBytes, bytesAfter: after.databaseBytes };
};
