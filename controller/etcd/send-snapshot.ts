import { etcdRestoreFailed } from "../../shared/errors/etcd-errors.ts";
import type { AgentConnection } from "../../shared/rpc/connect.ts";
import {
  type ReadSnapshot,
  readSnapshot,
  type SnapshotSource,
} from "../../shared/etcd/read-snapshot.ts";

export interface SnapshotShipment {
  readonly connection: Pick<AgentConnection, "etcd">;
  readonly host: string;
  readonly source: SnapshotSource;
  /** As it was read before. */
  readonly snapshot: Pick<ReadSnapshot, "sha256" | "bytes">;
  readonly fencingNumber: number;
}

const PART_LIMIT_MS = 60_000;

/**
 * Brings a snapshot's database to a master. What came before a connection broke is not sent again. Throws
 * `ETCD_RESTORE_FAILED` where somebody else sends one at the same time.
 */
export const sendSnapshot = async (shipment: SnapshotShipment): Promise<void> => {
  const { connection, host, source, snapshot, fencingNumber } = shipment;
  const { sha256, bytes } = snapshot;
  const put = (offset: number, part: Uint8Array) =>
    connection.etcd.putSnapshotPart(
      { sha256, bytes, offset, part, fencingNumber },
      { timeoutMs: PART_LIMIT_MS },
    );
  const clash = () => etcdRestoreFailed({ host, reason: "somebody else sends a snapshot as well" });
  // A part that fits nowhere asks how far it is.
  const begin = await put(-1, new Uint8Array());
  if (begin.complete) return;
  let sent = 0;
  let isComplete = false;
  await readSnapshot(source, async (chunk) => {
    const known = Math.min(Math.max(0, begin.receivedBytes - sent), chunk.length);
    sent += known;
    const rest = chunk.subarray(known);
    if (rest.length === 0) return;
    const { receivedBytes, complete } = await put(sent, rest);
    sent += rest.length;
    isComplete = complete;
    if (!complete && receivedBytes !== sent) throw clash();
  });
  if (!isComplete) throw clash();
};
