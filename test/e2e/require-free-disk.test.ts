import { expect, test } from "vitest";
import { findDiskShortage } from "./require-free-disk.ts";

test("a disk on which kubelets would evict pods is told before anything runs on it", () => {
  expect(findDiskShortage({ blocks: 1_000, bavail: 148 })).toBe(
    "14.8 % are free, below 15 % nodes are under disk pressure",
  );
  expect(findDiskShortage({ blocks: 1_000, bavail: 150 })).toBeUndefined();
});
