import { execFile } from "node:child_process";
import { hash } from "node:crypto";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";
import { dropSections } from "./drop-sections.ts";

const header = (size: number): Buffer => {
  const program = Buffer.alloc(size, 0xff);
  program.set([0x7f, 0x45, 0x4c, 0x46, 2, 1]);
  program.writeBigUInt64LE(64n, 0x20);
  program.writeBigUInt64LE(900n, 0x28);
  program.writeUInt16LE(56, 0x36);
  program.writeUInt16LE(1, 0x38);
  program.writeBigUInt64LE(0n, 64 + 0x08);
  program.writeBigUInt64LE(300n, 64 + 0x20);
  return program;
};

test("what lies behind the last segment goes, with the table that points to it", () => {
  const program = header(1000);
  const kept = dropSections(program);
  expect(kept.length).toBe(300);
  expect(kept.readBigUInt64LE(0x28)).toBe(0n);
  expect(kept.readUInt32LE(0x3c)).toBe(0);
  expect(kept.subarray(0x40)).toEqual(program.subarray(0x40, 300));
});

test("a file of another form stays as it is", () => {
  const program = Buffer.from("#!/bin/sh\necho\n");
  expect(dropSections(program)).toBe(program);
});

const folder = await mkdtemp(join(tmpdir(), "pharos-sections-"));
afterAll(() => rm(folder, { recursive: true }));

test("this Node runs without its sections", async () => {
  const path = join(folder, "node");
  const program = await readFile(process.execPath);
  await writeFile(path, dropSections(program));
  await chmod(path, 0o755);
  const { stdout } = await promisify(execFile)(path, ["-p", "crypto.hash('sha256', 'a')"]);
  expect(stdout).toBe(`${hash("sha256", "a")}\n`);
});
