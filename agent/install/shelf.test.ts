import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { placeFolder } from "./shelf.ts";

let shelf: string;
beforeEach(async () => {
  shelf = await mkdtemp(join(tmpdir(), "shelf-"));
});
afterEach(() => rm(shelf, { recursive: true }));

test("a folder comes whole", async () => {
  await placeFolder(shelf, "build", (partial) => writeFile(join(partial, "program"), "text"));
  expect(await readdir(join(shelf, "build"))).toEqual(["program"]);
});

test("a full disk is told as that, and what was begun is gone", async () => {
  const fill = async (partial: string): Promise<void> => {
    await writeFile(join(partial, "program"), "te");
    throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
  };
  const placing = placeFolder(shelf, "build", fill);
  await expect(placing).rejects.toMatchObject({
    code: "DISK_FULL",
    fields: { path: join(shelf, "build") },
  });
  expect(await readdir(shelf)).toEqual([]);
});
