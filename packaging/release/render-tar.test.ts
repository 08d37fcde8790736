import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";
import { renderTar } from "./render-tar.ts";

const run = promisify(execFile);
const folder = await mkdtemp(join(tmpdir(), "pharos-tar-"));
afterAll(() => rm(folder, { recursive: true }));

const render = async (paths: readonly string[]): Promise<Buffer> => {
  const entries = paths.map((path) => ({
    path,
    source: join(folder, "source"),
    executable: path.endsWith("run"),
  }));
  const chunks: Uint8Array[] = [];
  for await (const chunk of renderTar(entries)) chunks.push(chunk);
  return Buffer.concat(chunks);
};

test("tar unpacks it, with contents and modes", async () => {
  const content = "x".repeat(3000);
  await writeFile(join(folder, "source"), content);
  const archive = join(folder, "archive.tar");
  await writeFile(archive, await render(["a/file", "a/bin/run"]));
  await run("tar", ["-xf", archive, "-C", folder]);
  expect(await readFile(join(folder, "a/file"), "utf8")).toBe(content);
  expect((await stat(join(folder, "a/file"))).mode & 0o777).toBe(0o644);
  expect((await stat(join(folder, "a/bin/run"))).mode & 0o777).toBe(0o755);
});

test("the same files at another time give the same archive", async () => {
  await writeFile(join(folder, "source"), "same");
  const first = await render(["a/file"]);
  await rm(join(folder, "source"));
  await writeFile(join(folder, "source"), "same", { mode: 0o600 });
  expect(await render(["a/file"])).toEqual(first);
});

test("a path that the format has no place for is refused", async () => {
  await expect(render(["p".repeat(101)])).rejects.toThrow("too long");
});
