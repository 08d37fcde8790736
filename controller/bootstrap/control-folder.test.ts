import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeControlFolder } from "./control-folder.ts";

let base: string;
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), "control-"));
});
afterEach(() => rm(base, { recursive: true }));

const now = () => new Date();
const names = async () => (await readdir(base)).toSorted();

test("the folder of an invocation that lives stays, and goes with its own removal", async () => {
  const first = await makeControlFolder(base, now);
  const second = await makeControlFolder(base, now);
  expect(await names()).toHaveLength(2);
  await first.remove();
  await second.remove();
  expect(await names()).toEqual([]);
});

test("the folder of an invocation that was killed goes with the next one", async () => {
  const folder = join(base, "pharos-ssh-killed");
  await mkdir(folder);
  const script = `require("node:net").createServer().listen(${JSON.stringify(join(folder, "alive"))}, () => process.stdout.write("up"))`;
  const child = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  child.kill("SIGKILL");
  await once(child, "exit");
  const mine = await makeControlFolder(base, now);
  expect(await names()).toEqual([mine.path.slice(base.length + 1)]);
  await mine.remove();
});

test("a folder without its socket goes when it is old enough not to be a beginner's", async () => {
  await mkdir(join(base, "pharos-ssh-young"));
  await mkdir(join(base, "pharos-ssh-old"));
  await utimes(join(base, "pharos-ssh-old"), 1, 1);
  const mine = await makeControlFolder(base, now);
  expect(await names()).not.toContain("pharos-ssh-old");
  expect(await names()).toContain("pharos-ssh-young");
  await mine.remove();
});

test("what is not ours is left alone", async () => {
  await writeFile(join(base, "pharos-ssh"), "");
  await mkdir(join(base, "other"));
  const mine = await makeControlFolder(base, now);
  await mine.remove();
  expect(await names()).toEqual(["other", "pharos-ssh"]);
});
