import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { SnapshotPart } from "../../shared/rpc/gen/etcd.ts";
import { collect } from "../../test/support/collect.ts";
import { packSnapshot } from "../../shared/etcd/pack-snapshot.ts";
import { readSnapshot } from "../../shared/etcd/read-snapshot.ts";
import { encryptBytes } from "../../shared/etcd/snapshot-cipher.ts";
import { writeSnapshotFile } from "./write-snapshot-file.ts";

const PASSPHRASE = "correct horse battery";
const DATABASE = randomBytes(300_000);
const description = {
  format: 1,
  cluster: { id: "6f1c", name: "swift" },
  takenAt: "2026-11-23T04:00:00.000Z",
  member: "m1",
  etcdVersion: "3.4.23",
  revision: 77,
  members: ["m1", "m2"],
} as const;
const keys = { "ca.crt": "certificate\n", "etcd/ca.key": "key\n" };

let folder = "";
let path = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "snapshot-"));
  path = join(folder, "today.snapshot");
});
afterEach(() => rm(folder, { recursive: true }));

/** As etcd sends it: in parts, the hash by itself at the end. */
async function* send(database: Buffer, hash = sha256(database)): AsyncGenerator<SnapshotPart> {
  for (let at = 0; at < database.length; at += 32_768) {
    const part = database.subarray(at, at + 32_768);
    yield { part, remainingBytes: database.length - at - part.length };
  }
  yield { part: hash, remainingBytes: 0 };
}

async function* cutShort(): AsyncGenerator<SnapshotPart> {
  yield { part: DATABASE.subarray(0, 1_000), remainingBytes: 5_000 };
}

const sha256 = (bytes: Buffer): Buffer => createHash("sha256").update(bytes).digest();

const pack = (parts = send(DATABASE)) => packSnapshot({ description, keys, parts });

const write = (bytes: AsyncIterable<Uint8Array>) =>
  writeSnapshotFile(path, bytes, { nowMs: Date.now(), check: async () => undefined });

describe.each([
  { how: "plain", bytes: () => pack(), source: () => ({ path }) },
  {
    how: "encrypted",
    bytes: () => encryptBytes(pack(), PASSPHRASE),
    source: () => ({ path, passphrase: PASSPHRASE }),
  },
])("a snapshot that is $how", ({ how, bytes, source }) => {
  test("is read as it was written", async () => {
    await write(bytes());
    const chunks: Uint8Array[] = [];
    const read = await readSnapshot(source(), async (chunk) => void chunks.push(chunk));
    expect(read).toEqual({
      description,
      keys,
      sha256: sha256(DATABASE).toString("hex"),
      bytes: DATABASE.length + 32,
      isEncrypted: how === "encrypted",
    });
    expect(Buffer.concat(chunks).subarray(0, -32).equals(DATABASE)).toBe(true);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(["today.snapshot"]);
  });

  test("is refused wherever it was cut", async () => {
    await write(bytes());
    const { size } = await stat(path);
    for (const length of [size - 1_100, 250_000, 70_000, 2_000, 300, 0].toSorted((a, b) => b - a)) {
      await truncate(path, length);
      await expect(readSnapshot(source())).rejects.toMatchObject({
        code: expect.stringMatching(/^ETCD_SNAPSHOT_(UNREADABLE|KEY_WRONG)$/),
      });
    }
  });

  test("is refused when a byte of the database is another one", async () => {
    await write(bytes());
    const content = await readFile(path);
    content.writeUInt8(content.readUInt8(200_000) ^ 1, 200_000);
    await writeFile(path, content);
    await expect(readSnapshot(source())).rejects.toMatchObject({
      code: "ETCD_SNAPSHOT_UNREADABLE",
    });
  });
});

test("an encrypted one wants its own passphrase, and shows nothing of its content", async () => {
  await write(encryptBytes(pack(), PASSPHRASE));
  for (const wrong of [{}, { passphrase: "another one, long enough" }])
    await expect(readSnapshot({ path, ...wrong })).rejects.toMatchObject({
      code: "ETCD_SNAPSHOT_KEY_WRONG",
    });
  expect((await readFile(path)).includes("swift")).toBe(false);
});

test("a file of something else is none", async () => {
  await writeFile(path, randomBytes(10_000));
  await expect(readSnapshot({ path })).rejects.toMatchObject({
    code: "ETCD_SNAPSHOT_UNREADABLE",
    message: expect.stringContaining("no file of `pharosctl etcd snapshot save`"),
  });
});

test.each([
  { what: "has another hash", parts: () => send(DATABASE, randomBytes(32)) },
  {
    what: "ends early",
    parts: () => cutShort(),
  },
])("a database that $what is no snapshot, and leaves no file", async ({ parts }) => {
  await expect(write(pack(parts()))).rejects.toMatchObject({ code: "ETCD_SNAPSHOT_BROKEN" });
  expect(await readdir(folder)).toEqual([]);
});

test("a full disk is told, and leaves no file", async () => {
  const full = async function* () {
    yield Buffer.from("some");
    throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
  };
  await expect(write(full())).rejects.toMatchObject({ code: "DISK_FULL" });
  expect(await readdir(folder)).toEqual([]);
});

test("a file that is there already stays", async () => {
  await writeFile(path, "mine");
  await expect(write(pack())).rejects.toMatchObject({ code: "FILE_EXISTS" });
  expect(await readFile(path, "utf8")).toBe("mine");
});

test("what is packed is what tar unpacks: whole blocks, two empty ones at the end", async () => {
  const bytes = Buffer.concat(await collect(pack()));
  expect(bytes.length % 512).toBe(0);
  expect(bytes.subarray(-1_024).every((byte) => byte === 0)).toBe(true);
});
