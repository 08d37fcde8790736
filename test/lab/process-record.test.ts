import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findProcess, killProcess, recordProcess } from "./process-record.ts";

const recordPath = async (): Promise<string> =>
  join(await mkdtemp(join(tmpdir(), "process-record-")), "record.json");

test("a recorded process is found until it is killed", async () => {
  const path = await recordPath();
  const child = spawn("sleep", ["60"]);
  await once(child, "spawn");
  await recordProcess(path, Number(child.pid));
  expect(await findProcess(path)).toMatchObject({ pid: child.pid });
  await killProcess(path);
  expect(await findProcess(path)).toBeUndefined();
});

test("a later process with the same number is not taken for the recorded one", async () => {
  const path = await recordPath();
  await writeFile(path, JSON.stringify({ pid: process.pid, startTicks: "1" }));
  expect(await findProcess(path)).toBeUndefined();
});

test("a missing record means no process", async () => {
  expect(await findProcess(await recordPath())).toBeUndefined();
});
