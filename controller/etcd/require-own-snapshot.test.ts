import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeEncryptionKeys } from "../keystore/encryption-keys.ts";
import type { ReadSnapshot } from "../../shared/etcd/read-snapshot.ts";
import { requireOwnSnapshot, requireSnapshotKeys } from "./require-own-snapshot.ts";

const snapshotOf = (id: string): ReadSnapshot => ({
  description: {
    format: 1,
    cluster: { id, name: "swift" },
    takenAt: "2026-11-23T04:00:00.000Z",
    member: "m1",
    etcdVersion: "3.4.23",
    revision: 77,
    members: ["m1"],
  },
  keys: {},
  sha256: "ab",
  bytes: 33,
  isEncrypted: false,
});

test("a snapshot of another cluster is refused, also of one with the same name", () => {
  const own = { id: "6f1c", name: "swift" };
  expect(() => requireOwnSnapshot("x", snapshotOf("6f1c"), own)).not.toThrow();
  expect(() => requireOwnSnapshot("x", snapshotOf("0a2d"), own)).toThrow(
    expect.objectContaining({ code: "ETCD_SNAPSHOT_FOREIGN" }),
  );
});

test("a snapshot whose secrets no master could read is refused, until the key is back", async () => {
  const folder = await mkdtemp(join(tmpdir(), "own-snapshot-"));
  const judge = () => requireSnapshotKeys("x", snapshotOf("6f1c"), { folder });
  const [key1, key2] = ["key1", "key2"].map((name) => ({ name, secret: "b25l" }));
  const keysOf = (names: readonly (typeof key1)[]) => names.filter((key) => key !== undefined);
  const retiredAt = (time: string) => keysOf([key1]).map((key) => ({ ...key, retiredAt: time }));
  const later = retiredAt("2026-11-23T04:00:01.000Z");
  await expect(judge()).resolves.toBeUndefined();
  await writeEncryptionKeys(folder, { keys: keysOf([key2]), number: 3, retired: later });
  await expect(judge()).rejects.toMatchObject({ code: "ETCD_SNAPSHOT_KEY_RETIRED" });
  await writeEncryptionKeys(folder, { keys: keysOf([key2, key1]), number: 3, retired: later });
  await expect(judge()).resolves.toBeUndefined();
  const retired = retiredAt("2026-11-23T03:59:59.000Z");
  await writeEncryptionKeys(folder, { keys: keysOf([key2]), number: 3, retired });
  await expect(judge()).resolves.toBeUndefined();
  await rm(folder, { recursive: true });
});
