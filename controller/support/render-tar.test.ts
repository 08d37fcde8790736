import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { renderTar } from "./render-tar.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "render-tar-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("the system's tar unpacks what was packed, long paths too", async () => {
  const long = `a/${"hosts/".repeat(15)}files/${"x".repeat(60)}/kube-apiserver.yaml`;
  const entries = [
    { path: "a/empty.txt", text: "" },
    { path: "a/umlaut.txt", text: "grüße\n" },
    { path: "a/large.txt", text: "0123456789".repeat(5_000) },
    { path: long, text: "long\n" },
  ];
  const archive = join(folder, "a.tar");
  await writeFile(archive, renderTar(entries, 1_700_000_000_000));
  await promisify(execFile)("tar", ["-C", folder, "-xf", archive]);
  for (const { path, text } of entries)
    expect(await readFile(join(folder, path), "utf8")).toBe(text);
  const { mode, mtimeMs } = await stat(join(folder, long));
  expect([mode & 0o777, mtimeMs]).toEqual([0o600, 1_700_000_000_000]);
});
