import { expect, test } from "vitest";
import type { ReadSnapshot } from "./read-snapshot.ts";
import { requireOwnSnapshot } from "./require-own-snapshot.ts";

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
