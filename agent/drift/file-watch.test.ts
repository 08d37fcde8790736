import { mkdir, mkdtemp, rename, rm, unlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type FileWatch, watchFiles } from "./file-watch.ts";

let folder: string;
let watch: FileWatch;
let told: string[];
let waiting: { readonly path: string; readonly resolve: () => void }[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "file-watch-"));
  told = [];
  waiting = [];
  watch = watchFiles((paths) => {
    told.push(...paths);
    for (const one of waiting) if (paths.includes(one.path)) one.resolve();
  });
});
afterEach(async () => {
  watch.close();
  await rm(folder, { recursive: true });
});

/** Does something and waits until the watch tells of the path. */
const seen = async (path: string, action: () => Promise<unknown>): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>();
  waiting = [{ path, resolve }];
  await action();
  await promise;
};

const at = (...names: readonly string[]): string => join(folder, ...names);

test("a file that is written, replaced by renaming, removed and made is told of", async () => {
  const path = at("a.conf");
  await writeFile(path, "1");
  watch.set([path]);
  await seen(path, () => writeFile(path, "2"));
  await writeFile(at("new"), "3");
  await seen(path, () => rename(at("new"), path));
  await seen(path, () => writeFile(path, "4"));
  await seen(path, () => unlink(path));
  await seen(path, () => writeFile(path, "5"));
});

test("a file is found again after the folders above it went, came, and were replaced", async () => {
  const path = at("x", "y", "a.conf");
  await mkdir(at("x", "y"), { recursive: true });
  await writeFile(path, "1");
  watch.set([path]);
  await seen(path, () => rm(at("x"), { recursive: true }));
  await seen(path, () => mkdir(at("x", "y"), { recursive: true }));
  await seen(path, () => writeFile(path, "2"));
  await seen(path, () => rename(at("x"), at("z")));
  await mkdir(at("other", "y"), { recursive: true });
  await seen(path, () => rename(at("other"), at("x")));
  await seen(path, () => writeFile(path, "3"));
});

test("any entry of a folder is told of where all are asked for", async () => {
  const all = at("folder", "*");
  await mkdir(at("folder"));
  watch.set([all]);
  await seen(all, () => writeFile(at("folder", "anything"), ""));
});

test("what is beside a watched file is nobody's concern", async () => {
  const path = at("a.conf");
  watch.set([path]);
  await writeFile(at("b.conf"), "1");
  await seen(path, () => writeFile(path, "1"));
  expect(new Set(told)).toEqual(new Set([path]));
});

test("what is no longer asked for is no longer told", async () => {
  watch.set([at("a.conf"), at("b.conf")]);
  watch.set([at("b.conf")]);
  await writeFile(at("a.conf"), "1");
  await seen(at("b.conf"), () => writeFile(at("b.conf"), "1"));
  expect(told).not.toContain(at("a.conf"));
  expect(watch.problem()).toBeUndefined();
});
