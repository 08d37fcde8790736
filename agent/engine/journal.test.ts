import { appendFile, mkdtemp, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { openJournal } from "./journal.ts";

let folder: string;

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), "journal-")), "journal");
});

const open = () => openJournal({ folder, host: "w1", now: () => new Date(1_000) });
const unchanged = (task: string) => ({ type: "task-unchanged", task }) as const;

test("records keep their order and get sequence numbers without gaps", async () => {
  const writer = await open().openRun("r1");
  await writer.append(unchanged("a"));
  await writer.append(unchanged("b"));
  await writer.close();
  expect(await open().read("r1")).toEqual([
    { run: "r1", host: "w1", sequence: 1, atMs: 1_000, event: unchanged("a") },
    { run: "r1", host: "w1", sequence: 2, atMs: 1_000, event: unchanged("b") },
  ]);
});

test("a run that is opened again goes on with its numbers", async () => {
  const first = await open().openRun("r1");
  await first.append(unchanged("a"));
  await first.close();
  const second = await open().openRun("r1");
  expect((await second.append(unchanged("b"))).sequence).toBe(2);
  await second.close();
});

test("a last line that a power cut tore is left out and does not swallow the next", async () => {
  const first = await open().openRun("r1");
  await first.append(unchanged("a"));
  await first.close();
  await appendFile(join(folder, "r1.jsonl"), '{"run":"r1","seq');
  const second = await open().openRun("r1");
  await second.append(unchanged("b"));
  await second.close();
  expect((await open().read("r1")).map(({ event }) => event)).toEqual([
    unchanged("a"),
    unchanged("b"),
  ]);
});

test("only root may read it", async () => {
  const writer = await open().openRun("r1");
  await writer.close();
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  expect((await stat(join(folder, "r1.jsonl"))).mode & 0o777).toBe(0o600);
});

test("a run's id cannot lead out of the folder", async () => {
  await expect(open().openRun("../x")).rejects.toThrow("not a run id");
  expect(await open().read("../x")).toEqual([]);
});

test("runs are listed oldest first, and a folder that is not there has none", async () => {
  expect(await open().runs()).toEqual([]);
  for (const run of ["2-b", "1-a"]) await (await open().openRun(run)).close();
  expect(await open().runs()).toEqual(["1-a", "2-b"]);
});
