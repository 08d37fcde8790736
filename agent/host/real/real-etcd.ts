import { randomBytes } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { etcdUnreachable } from "../../../shared/errors/etcd-errors.ts";
import type { SnapshotPart } from "../../../shared/etcd/snapshot-archive.ts";
import { PharosError } from "../../../shared/errors/pharos-error.ts";
import type { EtcdReader, EtcdServer, EtcdWriter } from "../etcd.ts";
import type { FileReader } from "../files.ts";
import { createEtcdClient, type EtcdClient } from "./etcd-client.ts";
import { readPeerMembers } from "./etcd-peer-members.ts";
import { onFile } from "./system-error.ts";
import { bytesAt, encodeNumberField, numberAt, readWireFields, textAt } from "./wire-fields.ts";

const READ_LIMIT_MS = 5_000;
/** A new leader may have to be found first. */
const REMOVE_LIMIT_MS = 15_000;
const SNAPSHOT_LIMIT_MS = 5 * 60_000;
/** At the pace of somebody far away. */
const READING_LIMIT_MS = 30 * 60_000;
/** It writes the whole database anew. */
const DEFRAGMENT_LIMIT_MS = 5 * 60_000;
const LOOPBACK = "127.0.0.1";

export const createEtcdReader = (files: FileReader): EtcdReader => {
  const client = createEtcdClient(files);
  return {
    members: (address) => readPeerMembers(files, address),
    status: async (address) => {
      const reply = await client.call(address, "Maintenance/Status", READ_LIMIT_MS);
      if (reply.kind === "failed") return { kind: "unreachable", reason: reply.reason };
      return { kind: "ok", value: parseEtcdStatus(reply.value) };
    },
    snapshot: () => readSnapshot(client, READING_LIMIT_MS),
  };
};

export const createEtcdWriter = (root: string, files: FileReader): EtcdWriter => {
  const client = createEtcdClient(files);
  const change = async (...[call, limitMs, request]: Change): Promise<void> => {
    const reply = await client.call(LOOPBACK, call, limitMs, request);
    if (reply.kind === "failed") throw etcdUnreachable({ address: LOOPBACK, reason: reply.reason });
  };
  return {
    removeMember: (id) =>
      change("Cluster/MemberRemove", REMOVE_LIMIT_MS, encodeNumberField(1, BigInt(`0x${id}`))),
    defragment: () => change("Maintenance/Defragment", DEFRAGMENT_LIMIT_MS),
    endSpaceAlarm: (id) => change("Maintenance/Alarm", REMOVE_LIMIT_MS, endOfSpaceAlarm(id)),
    saveSnapshot: async (path, pack) => {
      const folder = dirname(join(root, path));
      const temporary = join(folder, `.pharos-${randomBytes(6).toString("hex")}`);
      try {
        const sizeBytes = await writeAll(pack(readSnapshot(client, SNAPSHOT_LIMIT_MS)), temporary);
        await rename(temporary, join(root, path));
        await syncPath(folder);
        return { sizeBytes };
      } catch (error) {
        await rm(temporary, { force: true }).catch(() => undefined);
        if (error instanceof PharosError) throw error;
        return await onFile("write", path, () => Promise.reject(error));
      }
    },
  };
};

type Change = readonly [call: Parameters<EtcdClient["call"]>[1], limitMs: number, request?: Buffer];

/** `AlarmRequest`: 1 action (2 deactivate), 2 memberID, 3 alarm (1 NOSPACE). */
const endOfSpaceAlarm = (id: string): Buffer =>
  Buffer.concat([
    encodeNumberField(1, 2n),
    encodeNumberField(2, BigInt(`0x${id}`)),
    encodeNumberField(3, 1n),
  ]);

/**
 * `StatusResponse`: 1 header (1 cluster_id, 2 member_id, 3 revision), 2 version, 3 dbSize, 4 leader, 8
 * errors, 9 dbSizeInUse. Every server tells all members' alarms among its errors.
 */
export const parseEtcdStatus = (message: Buffer): EtcdServer => {
  const status = readWireFields(message);
  const header = readWireFields(bytesAt(status, 1)[0] ?? Buffer.alloc(0));
  const leader = numberAt(status, 4);
  const memberId = numberAt(header, 2);
  const alarms = bytesAt(status, 8).flatMap((text) => {
    const [, id, alarm] = /^memberID:(\d+) alarm:(\w+)/.exec(text.toString("utf8")) ?? [];
    return alarm !== undefined && id === memberId.toString() ? [alarm] : [];
  });
  return {
    clusterId: numberAt(header, 1).toString(16),
    memberId: memberId.toString(16),
    leaderId: leader === 0n ? undefined : leader.toString(16),
    version: textAt(status, 2),
    databaseBytes: Number(numberAt(status, 3)),
    usedBytes: Number(numberAt(status, 9)),
    revision: Number(numberAt(header, 3)),
    alarms,
  };
};

/** `SnapshotResponse`: 2 remaining_bytes, 3 blob. */
const readSnapshot = async function* (
  client: EtcdClient,
  limitMs: number,
): AsyncGenerator<SnapshotPart> {
  try {
    for await (const message of client.stream(LOOPBACK, "Maintenance/Snapshot", limitMs)) {
      const fields = readWireFields(message);
      const part = Buffer.concat(bytesAt(fields, 3));
      yield { part, remainingBytes: Number(numberAt(fields, 2)) };
    }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw etcdUnreachable({ address: LOOPBACK, reason }, { cause });
  }
};

const writeAll = async (chunks: AsyncIterable<Uint8Array>, path: string): Promise<number> => {
  const file = await open(path, "wx", 0o600);
  try {
    let bytes = 0;
    for await (const chunk of chunks) {
      // From where the last one ended.
      await file.writeFile(chunk);
      bytes += chunk.byteLength;
    }
    await file.sync();
    return bytes;
  } finally {
    await file.close();
  }
};

const syncPath = async (path: string): Promise<void> => {
  const file = await open(path, "r");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
};
