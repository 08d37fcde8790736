import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { receivedSnapshot, receiveSnapshot } from "./receive-snapshot.ts";

const DATABASE = randomBytes(2_000);
const HASH = createHash("sha256").update(DATABASE).digest();
const CONTENT = Buffer.concat([DATABASE, HASH]);
const names = { sha256: HASH.toString("hex"), bytes: CONTENT.length };

let state = "";
beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), "receive-"));
});
afterEach(() => rm(state, { recursive: true }));

const put = (offset: number, end: number) =>
  receiveSnapshot(state, { ...names, offset, part: CONTENT.subarray(offset, end) });

test("a snapshot is there once all of it has come, for root alone", async () => {
  expect(await put(0, 1_500)).toEqual({ receivedBytes: 1_500, complete: false });
  expect(await put(1_500, CONTENT.length)).toEqual({ receivedBytes: 2_032, complete: true });
  const path = receivedSnapshot(state, names.sha256);
  expect((await readFile(path)).equals(CONTENT)).toBe(true);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await put(0, 10)).toEqual({ receivedBytes: 2_032, complete: true });
});

test("a part for another place is not taken, and it is told where to go on", async () => {
  await put(0, 700);
  expect(await put(900, 1_000)).toEqual({ receivedBytes: 700, complete: false });
  const ask = { ...names, offset: -1, part: new Uint8Array() };
  expect(await receiveSnapshot(state, ask)).toEqual({ receivedBytes: 700, complete: false });
});

test("one that begins takes away what came before of another", async () => {
  await receiveSnapshot(state, { sha256: "ab", bytes: 99, offset: 0, part: Buffer.from("x") });
  await put(0, 700);
  expect(await readdir(join(state, "etcd-restore"))).toEqual([`${names.sha256}.db.part`]);
});

test("one that does not match its hash is refused, and nothing of it is left", async () => {
  const part = Buffer.alloc(CONTENT.length);
  await expect(receiveSnapshot(state, { ...names, offset: 0, part })).rejects.toMatchObject({
    code: "ETCD_SNAPSHOT_BROKEN",
  });
  expect(await readdir(join(state, "etcd-restore"))).toEqual([]);
});
