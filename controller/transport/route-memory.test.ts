import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openRouteMemory, routesFile } from "./route-memory.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "routes-"));
});
afterEach(() => rm(folder, { recursive: true }));

const HOUR_MS = 3_600_000;
const w1 = { name: "w1", address: "192.0.2.11" };
const open = (nowMs = 1_000, file = join(folder, "routes.json")) =>
  openRouteMemory(file, () => new Date(nowMs));
const noted = async () => {
  const memory = await open();
  memory.note(w1, "ssh");
  await memory.settle();
};

test("a way over SSH is known to the next command, of the same address only", async () => {
  await noted();
  const next = await open();
  expect(next.recall(w1)).toEqual({ route: "ssh", isFresh: true });
  expect(next.recall({ ...w1, address: "192.0.2.12" })).toBeUndefined();
  expect(next.recall({ name: "w2", address: "192.0.2.12" })).toBeUndefined();
});

test.each([1_000 + HOUR_MS, 0])("is old at %d, an hour later or before it was made", async (at) => {
  await noted();
  expect((await open(at)).recall(w1)).toEqual({ route: "ssh", isFresh: false });
});

test("is forgotten when the direct way answered", async () => {
  await noted();
  const next = await open();
  next.note(w1, "direct");
  await next.settle();
  expect((await open()).recall(w1)).toBeUndefined();
});

test("several at once are all kept", async () => {
  const memory = await open();
  const hosts = ["a", "b", "c"].map((name) => ({ name, address: name }));
  for (const host of hosts) memory.note(host, "ssh");
  await memory.settle();
  const next = await open();
  expect(hosts.filter((host) => next.recall(host) !== undefined)).toEqual(hosts);
});

test("a broken file is an empty memory", async () => {
  await writeFile(join(folder, "routes.json"), '{"version":1,"hosts":{"w1":');
  expect((await open()).recall(w1)).toBeUndefined();
});

test("without the cluster's folder nothing is kept, and nothing fails", async () => {
  const file = routesFile(folder, { cluster: { name: "draft" } });
  const memory = await open(1_000, file);
  memory.note(w1, "ssh");
  await memory.settle();
  expect((await open(1_000, file)).recall(w1)).toBeUndefined();
});
