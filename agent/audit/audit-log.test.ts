import { mkdir, mkdtemp, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { verifyAudit } from "../../shared/spec/audit.ts";
import { type AuditLog, type AuditNote, openAuditLog } from "./audit-log.ts";

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "audit-"));
  path = join(folder, "audit", "audit.jsonl");
});
afterEach(() => rm(folder, { recursive: true }));

const warnings: unknown[] = [];
const open = (maxBytes?: number): AuditLog =>
  openAuditLog({
    path,
    now: () => new Date(1_700_000_000_000),
    warn: (error) => void warnings.push(error),
    keptParts: 2,
    ...(maxBytes === undefined ? {} : { maxBytes }),
  });

const note: AuditNote = {
  step: "begun",
  who: "operator ada (admin)",
  serial: "0f",
  method: "SpecService.Apply",
  target: { run: "r" },
  outcome: "",
  began: 0,
};

const append = async (log: AuditLog, times: number): Promise<void> => {
  for (let at = 0; at < times; at += 1) await log.append(note);
};

test("the chain goes on over restarts of the agent, readable by root alone", async () => {
  await append(open(), 2);
  expect(await open().append(note)).toBe(3);
  expect(verifyAudit(await open().read(), undefined)).toMatchObject({ count: 3, first: 1 });
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test("it is rotated with limits, and the chain goes on from part to part and from its newest end", async () => {
  const log = open(2_000);
  await append(log, 40);
  const verdict = verifyAudit(await log.read(), undefined);
  expect(verdict.break).toBeUndefined();
  expect(verdict.head?.sequence).toBe(40);
  expect(verdict.first).toBeGreaterThan(1);
  expect(verdict.count).toBeLessThan(40);
  expect(await open(2_000).append(note)).toBe(41);
  await expect(stat(`${path}.3`)).rejects.toThrow("ENOENT");
});

test("a line that a power cut tore is left as it is, and the chain holds", async () => {
  await append(open(), 2);
  await truncate(path, (await stat(path)).size - 20);
  const log = open();
  expect(await log.append(note)).toBe(2);
  expect(verifyAudit(await log.read(), undefined)).toMatchObject({ count: 2, damaged: 1 });
});

test("what somebody changes or cuts is seen", async () => {
  const log = open();
  await append(log, 3);
  const good = await readFile(path, "utf8");
  await writeFile(path, good.replace("ada", "eve"));
  expect(verifyAudit(await log.read(), undefined).break).toMatchObject({ sequence: 1 });
  const lines = good.split("\n");
  await writeFile(path, lines.slice(0, -1).join("\n"));
  await log.append(note);
  expect(verifyAudit(await log.read(), undefined).break).toMatchObject({ sequence: 4 });
});

test("what cannot be written holds nobody up, and the next record says so", async () => {
  const log = open();
  await append(log, 1);
  await rm(path);
  await mkdir(path);
  expect(await log.append(note)).toBeUndefined();
  expect(warnings).toHaveLength(1);
  await rm(path, { recursive: true });
  await log.append(note);
  expect(verifyAudit(await log.read(), undefined)).toMatchObject({ lost: 1, first: 2 });
});
