import { expect, test } from "vitest";
import type { MachinePicture } from "./machine-picture.ts";
import { comparePictures } from "./machine-picture.ts";

const empty: MachinePicture = {
  namespaces: [],
  links: [],
  tables: [],
  mounts: [],
  cgroups: [],
  processes: [],
  sysctls: [],
};

test("equal pictures differ in nothing", () => {
  const picture = { ...empty, links: ["1: lo:"], sysctls: ["/proc/sys/kernel/panic=1"] };
  expect(comparePictures(picture, picture)).toEqual([]);
});

test("what appeared and what changed is named", () => {
  const before = { ...empty, sysctls: ["/proc/sys/kernel/panic=1"] };
  const after = { ...empty, sysctls: ["/proc/sys/kernel/panic=10"], mounts: ["/ /mnt rw"] };
  expect(comparePictures(before, after)).toEqual([
    "+mounts / /mnt rw",
    "+sysctls /proc/sys/kernel/panic=10",
    "-sysctls /proc/sys/kernel/panic=1",
  ]);
});

test("processes that ended by themselves are no difference", () => {
  expect(comparePictures({ ...empty, processes: ["1 2 sleep"] }, empty)).toEqual([]);
});
