import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createEtcdWriter } from "./real-etcd.ts";
import { createFileReader } from "./real-file-reader.ts";

const PATH = "/snapshots/new.snapshot";

let root = "";
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "real-etcd-"));
  await mkdir(join(root, "snapshots"));
  await writeFile(join(root, "snapshots", "old.snapshot"), "old");
});
afterEach(async () => rm(root, { recursive: true }));

const save = (pack: () => AsyncGenerator<Uint8Array>) =>
  createEtcdWriter(root, createFileReader(root)).saveSnapshot(PATH, pack);

const names = (): Promise<readonly string[]> => readdir(join(root, "snapshots"));

test("a snapshot has its name only as a whole, and is root's alone", async () => {
  await save(async function* () {
    yield Buffer.from("one ");
    expect(await names()).not.toContain("new.snapshot");
    yield Buffer.from("two");
  });
  const path = join(root, PATH);
  expect([await readFile(path, "utf8"), (await stat(path)).mode & 0o777]).toEqual([
    "one two",
    0o600,
  ]);
});

test("on a full disk it says so, nothing is left of it, and older ones stay", async () => {
  const full = save(async function* () {
    yield Buffer.from("one ");
    throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
  });
  await expect(full).rejects.toMatchObject({ code: "DISK_FULL" });
  expect(await names()).toEqual(["old.snapshot"]);
});

test("of one whose etcd breaks off nothing is left either", async () => {
  const broken = save(async function* () {
    yield Buffer.from("one ");
    throw new Error("the stream ended");
  });
  await expect(broken).rejects.toThrow(/the stream ended/);
  expect(await names()).toEqual(["old.snapshot"]);
});
