import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { localFiles } from "./local-files.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "pharosctl-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

test("a file is written once, with its mode, and nothing is left beside it", async () => {
  const path = join(folder, "a");
  expect(await localFiles.write(path, "one", { overwrite: false, mode: 0o600 })).toBe(true);
  expect(await localFiles.write(path, "two", { overwrite: false, mode: 0o600 })).toBe(false);
  expect(await localFiles.read(path)).toBe("one");
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await localFiles.write(path, "three", { overwrite: true, mode: 0o644 })).toBe(true);
  expect(await localFiles.read(path)).toBe("three");
  expect(await readdir(folder)).toEqual(["a"]);
});

test("what is missing is nothing, what is no text is an error", async () => {
  expect(await localFiles.read(join(folder, "gone"))).toBeUndefined();
  expect(await localFiles.exists(join(folder, "gone"))).toBe(false);
  await writeFile(join(folder, "bytes"), new Uint8Array([0xff]));
  await expect(localFiles.read(join(folder, "bytes"))).rejects.toThrow(TypeError);
});

test("what cannot be written is an error that names it, and no bug of ours", async () => {
  const written = (...steps: readonly string[]) =>
    localFiles.write(join(folder, ...steps), "x", { overwrite: true, mode: 0o600 });
  await writeFile(join(folder, "file"), "");
  await mkdir(join(folder, "folder"));
  const places = [["gone", "a"], ["file", "a"], ["folder"]];
  for (const steps of places)
    await expect(written(...steps)).rejects.toMatchObject({
      code: "FILE_REFUSED",
      fields: { path: join(folder, ...steps) },
    });
  expect((await readdir(folder)).toSorted()).toEqual(["file", "folder"]);
});
