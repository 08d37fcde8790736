import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { etcdSnapshotBroken, etcdUnreachable } from "../../../shared/errors/etcd-errors.ts";
import { PharosError } from "../../../shared/errors/pharos-error.ts";
import type { EtcdReader, EtcdServer, EtcdWriter } from "../etcd.ts";
import type { FileReader } from "../files.ts";
import { createEtcdClient } from "./etcd-client.ts";
import { readPeerMembers } from "./etcd-peer-members.ts";
import { onFile } from "./system-error.ts";
import { bytesAt, encodeNumberField, numberAt, readWireFields, textAt } from "./wire-fields.ts";

const READ_LIMIT_MS = 5_000;
/** A new leader may have to be found first. */
const REMOVE_LIMIT_MS = 15_000;
const SNAPSHOT_LIMIT_MS = 5 * 60_000;
const HASH_BYTES = 32;
const LOOPBACK = "127.0.0.1";

export const createEtcdReader = (files: FileReader): EtcdReader => {
  const client = createEtcdClient(files);
  return {
    members: (address) => readPeerMembers(files, address),
    status: async (address) => {
      const reply = await client.call(address, "Maintenance/Status", READ_LIMIT_MS);
      if (reply.kind === "failed") return { kind: "unreachable", reason: reply.reason };
      return { kind: "ok", value: parseStatus(reply.value) };
    },
  };
};

export const createEtcdWriter = (root: string, files: FileReader): EtcdWriter => {
  const client = createEtcdClient(files);
  return {
    removeMember: async (id) => {
      const request = encodeNumberField(1, BigInt(`0x${id}`));
      const reply = await client.call(LOOPBACK, "Cluster/MemberRemove", REMOVE_LIMIT_MS, request);
      if (reply.kind === "failed")
        throw etcdUnreachable({ address: LOOPBACK, reason: reply.reason });
    },
    saveSnapshot: async (path) => {
      const folder = dirname(join(root, path));
      const temporary = join(folder, `.pharos-${randomBytes(6).toString("hex")}`);
      const messages = client.stream(LOOPBACK, "Maintenance/Snapshot", SNAPSHOT_LIMIT_MS);
      try {
        const sizeBytes = await receive(messages, temporary);
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

/** `StatusResponse`: 1 header (2 member_id), 2 version, 3 dbSize, 4 leader. */
const parseStatus = (message: Buffer): EtcdServer => {
  const status = readWireFields(message);
  const [header = Buffer.alloc(0)] = bytesAt(status, 1);
  const leader = numberAt(status, 4);
  return {
    memberId: numberAt(readWireFields(header), 2).toString(16),
    leaderId: leader === 0n ? undefined : leader.toString(16),
    version: textAt(status, 2),
    databaseBytes: Number(numberAt(status, 3)),
  };
};

/** Writes `SnapshotResponse`s (3: blob); the last bytes of all are the hash of those before. */
const receive = async (messages: AsyncIterable<Buffer>, path: string): Promise<number> => {
  const file = createWriteStream(path, { flags: "wx", mode: 0o600 });
  const hash = createHash("sha256");
  let held: Buffer = Buffer.alloc(0);
  try {
    for await (const message of untilBroken(messages)) {
      const bytes = Buffer.concat([held, ...bytesAt(readWireFields(message), 3)]);
      const known = Math.max(0, bytes.length - HASH_BYTES);
      hash.update(bytes.subarray(0, known));
      if (!file.write(bytes.subarray(0, known))) await once(file, "drain");
      held = bytes.subarray(known);
    }
    file.end(held);
    await once(file, "finish");
  } finally {
    file.destroy();
  }
  if (!hash.digest().equals(held)) throw etcdSnapshotBroken({ path, bytes: file.bytesWritten });
  await syncPath(path);
  return file.bytesWritten;
};

const untilBroken = async function* (messages: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* messages;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw etcdUnreachable({ address: LOOPBACK, reason }, { cause });
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
