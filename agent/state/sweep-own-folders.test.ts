import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { agentPaths } from "./agent-paths.ts";
import { sweepOwnFolders } from "./sweep-own-folders.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "sweep-"));
});
afterEach(() => rm(root, { recursive: true }));

const now = new Date("2026-01-01T12:00:00Z");
const anHourAgo = new Date("2026-01-01T11:00:00Z");

test("unfinished files go when they are old; all else stays", async () => {
  const paths = agentPaths(root);
  await mkdir(paths.pki, { recursive: true });
  const put = async (name: string, at: Date) => {
    await writeFile(join(paths.pki, name), "");
    await utimes(join(paths.pki, name), at, at);
  };
  await put("agent.key", anHourAgo);
  await put("agent.key.0a1b2c3d.tmp", anHourAgo);
  await put("agent.crt.0a1b2c3d.tmp", now);
  await put(".pharos-0a1b2c3d4e5f", anHourAgo);
  await put("notes.tmp", anHourAgo);
  await sweepOwnFolders(paths, now);
  expect(await readdir(paths.pki)).toEqual(["agent.crt.0a1b2c3d.tmp", "agent.key", "notes.tmp"]);
});

test("half-installed builds go with all in them", async () => {
  const paths = agentPaths(root);
  const partial = join(paths.agentShelf, ".0.1.0-0a1b2c3d4e5f.partial");
  await mkdir(partial, { recursive: true });
  await mkdir(join(paths.agentShelf, "0.1.0-0a1b2c3d4e5f"));
  await utimes(partial, anHourAgo, anHourAgo);
  await sweepOwnFolders(paths, now);
  expect(await readdir(paths.agentShelf)).toEqual(["0.1.0-0a1b2c3d4e5f"]);
});

test("folders that are not there are no error", async () => {
  await expect(sweepOwnFolders(agentPaths(join(root, "none")), now)).resolves.toBeUndefined();
});
