import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { agentBuildName } from "../../shared/spec/agent-build-name.ts";
import { type AgentPaths, agentPaths } from "../state/agent-paths.ts";
import { findMissingFiles } from "./find-missing-files.ts";
import { type BuildFileName, createBuildReceiver } from "./receive-build.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const contents = { bundle: "the program\n".repeat(200), runtime: "a runtime\n".repeat(500) };
const packed = { bundle: gzipSync(contents.bundle), runtime: gzipSync(contents.runtime) };
const build = {
  version: "1.1.0",
  bundleSha256: sha256(contents.bundle),
  nodeVersion: "24.20.0",
  runtimeSha256: sha256(contents.runtime),
  unitSha256: sha256("[Unit]"),
};
const bytes = { bundle: packed.bundle.length, runtime: packed.runtime.length };
const order = { build, unit: "[Unit]", bytes };
const name = agentBuildName(build);

let root: string;
let paths: AgentPaths;
let free: number;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "receive-"));
  paths = agentPaths(root);
  free = 1e9;
  await mkdir(paths.agentShelf, { recursive: true });
});
afterEach(() => rm(root, { recursive: true }));

const open = () => createBuildReceiver({ paths, host: "w1", freeBytes: async () => free });
const send = (receiver = open(), file: BuildFileName, from = 0, to = Infinity) =>
  receiver.put({ build: name, file, offset: from, part: packed[file].subarray(from, to) });

describe("a build that comes in parts", () => {
  test("is whole when all has come, and executable", async () => {
    const receiver = open();
    expect(await receiver.prepare(order)).toEqual([
      { file: "runtime", receivedBytes: 0 },
      { file: "bundle", receivedBytes: 0 },
    ]);
    expect(await send(receiver, "runtime", 0, 20)).toEqual({ receivedBytes: 20, complete: false });
    expect(await send(receiver, "runtime", 20)).toMatchObject({ complete: true });
    expect(await send(receiver, "bundle")).toMatchObject({ complete: true });
    expect(await findMissingFiles(paths, build)).toEqual([]);
    const node = join(paths.agentShelf, name, "node");
    expect(await readFile(node, "utf8")).toBe(contents.runtime);
    expect(await readdir(paths.agentShelf)).toEqual([name]);
    expect(await receiver.prepare(order)).toEqual([]);
  });

  test("goes on where it was when the agent died", async () => {
    const receiver = open();
    await receiver.prepare(order);
    await send(receiver, "bundle", 0, 20);
    const next = open();
    await expect(send(next, "bundle", 20)).rejects.toMatchObject({ code: "BUILD_NOT_PREPARED" });
    expect(await next.prepare(order)).toContainEqual({ file: "bundle", receivedBytes: 20 });
    expect(await send(next, "bundle", 20)).toMatchObject({ complete: true });
  });

  test("takes no part for another place", async () => {
    const receiver = open();
    await receiver.prepare(order);
    expect(await send(receiver, "bundle", 10)).toEqual({ receivedBytes: 0, complete: false });
  });

  test("leaves nothing behind when its content is not what was signed", async () => {
    const receiver = open();
    await receiver.prepare(order);
    const other = gzipSync("something else");
    const part = Buffer.concat([other, Buffer.alloc(bytes.bundle - other.length)]);
    await expect(
      receiver.put({ build: name, file: "bundle", offset: 0, part }),
    ).rejects.toMatchObject({ code: "UPLOAD_CORRUPTED" });
    expect(await readdir(paths.agentShelf)).toEqual([]);
  });
});

describe("a build is refused", () => {
  test("when there is no room for it", async () => {
    free = 10;
    await expect(open().prepare(order)).rejects.toMatchObject({ code: "DISK_FULL" });
    expect(await readdir(paths.agentShelf)).toEqual([]);
  });

  test.each([
    ["a version that leads elsewhere", { ...order, build: { ...build, version: "../../etc" } }],
    ["a unit that was not signed", { ...order, unit: "[Service]" }],
    ["a hash that is none", { ...order, build: { ...build, runtimeSha256: "" } }],
    ["a size that no agent has", { ...order, bytes: { ...bytes, bundle: 1e9 } }],
  ])("with %s", async (_, given) => {
    await expect(open().prepare(given)).rejects.toMatchObject({ code: "BUILD_REFUSED" });
  });
});
