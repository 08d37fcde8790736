import { appendFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openEventLog } from "./event-log.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "event-log-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const open = (maxBytes = 10_000) =>
  openEventLog({
    path: join(folder, "state", "events.jsonl"),
    host: "w1",
    now: () => new Date(1_000),
    maxBytes,
  });

const accepted = (generation: number) => ({ type: "spec-accepted", generation }) as const;

test("what was noted is there after a restart and is counted on", async () => {
  const first = open();
  await Promise.all([first.append(accepted(1)), first.append(accepted(2))]);
  const second = open();
  await second.append(accepted(3));
  expect((await second.read()).map(({ sequence, event }) => [sequence, event])).toEqual([
    [1, accepted(1)],
    [2, accepted(2)],
    [3, accepted(3)],
  ]);
});

test("a line that a power cut tore takes no other with it", async () => {
  await open().append(accepted(1));
  await appendFile(join(folder, "state", "events.jsonl"), '\n{"host":"w1","seq');
  await open().append(accepted(2));
  expect((await open().read()).map(({ sequence }) => sequence)).toEqual([1, 2]);
});

test("the oldest go when the file has become large, and the count goes on", async () => {
  const log = open(300);
  for (let number = 1; number <= 20; number += 1) await log.append(accepted(number));
  const sequences = (await log.read()).map(({ sequence }) => sequence);
  expect(sequences.at(-1)).toBe(20);
  expect(sequences.length).toBeLessThan(10);
  expect(sequences.length).toBeGreaterThan(1);
});

test("a folder that cannot be written is an error", async () => {
  await writeFile(join(folder, "state"), "");
  await expect(open().append(accepted(1))).rejects.toMatchObject({ code: "ENOTDIR" });
});
