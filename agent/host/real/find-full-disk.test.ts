import { expect, test } from "vitest";
import { findFullDisk, pickFull, type Room } from "./find-full-disk.ts";

const GIBIBYTE = 1024 ** 3;
const room = (over: Partial<Room> = {}): Room => ({
  folder: "/usr",
  freeBytes: GIBIBYTE,
  freeInodes: 100_000,
  ...over,
});

test.each([
  ["has room", room(), undefined],
  ["counts no inodes", room({ freeInodes: undefined }), undefined],
  ["has a few kilobytes", room({ freeBytes: 200_000 }), "/usr"],
  ["has no inode left", room({ freeInodes: 0 }), "/usr"],
])("a file system that %s", (_what, found, full) => {
  expect(pickFull([room({ folder: "/etc" }), found])).toBe(full);
});

test("folders that are not there are no reason", async () => {
  expect(await findFullDisk("/no-such-place")).toBeUndefined();
});
