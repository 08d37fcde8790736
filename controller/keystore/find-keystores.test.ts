import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createKeystore } from "./create-keystore.ts";
import { findKeystores } from "./find-keystores.ts";

const options = { now: () => new Date() };

let base: string;

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), "pharos-find-"));
});

afterEach(async () => await rm(base, { recursive: true }));

test("all clusters are found by name, without a passphrase", async () => {
  const two = await createKeystore(base, "two", { ...options, passphrase: "x" });
  const one = await createKeystore(base, "one", options);
  expect(await findKeystores(base)).toEqual([
    { folder: one.folder, cluster: one.cluster },
    { folder: two.folder, cluster: two.cluster },
  ]);
});

test("files, other folders and unfinished creations are no clusters", async () => {
  await writeFile(join(base, "notes"), "");
  await mkdir(join(base, "empty"));
  await mkdir(join(base, ".prod.new-1-abc"));
  await writeFile(join(base, ".prod.new-1-abc", "cluster.json"), "half");
  expect(await findKeystores(base)).toEqual([]);
});

test("there is nothing where there is no folder", async () => {
  expect(await findKeystores(join(base, "none"))).toEqual([]);
});
