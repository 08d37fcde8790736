import { expect, test } from "vitest";
import { cacheDirectory } from "./cache-directory.ts";

test("the lab's own variable wins over the user's cache directory", () => {
  const environment = { PHAROS_LAB_CACHE: "/srv/lab", XDG_CACHE_HOME: "/x", HOME: "/home/ada" };
  expect(cacheDirectory(environment)).toBe("/srv/lab");
});

test("without a variable of its own the lab uses the user's cache directory", () => {
  expect(cacheDirectory({ XDG_CACHE_HOME: "/x", HOME: "/home/ada" })).toBe("/x/pharosctl-lab");
  expect(cacheDirectory({ HOME: "/home/ada" })).toBe("/home/ada/.cache/pharosctl-lab");
});

test("an empty variable counts as not set", () => {
  const environment = { PHAROS_LAB_CACHE: "", XDG_CACHE_HOME: "", HOME: "/home/ada" };
  expect(cacheDirectory(environment)).toBe("/home/ada/.cache/pharosctl-lab");
});
