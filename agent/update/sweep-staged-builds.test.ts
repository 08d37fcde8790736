import { mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { agentBuildName, runtimeFolderName } from "../../shared/spec/agent-build-name.ts";
import { minimalNodeSpec } from "../../test/support/node-specs.ts";
import { makeCurrent, placeBuild, placeRuntime } from "../install/install-build.ts";
import { type AgentPaths, agentPaths } from "../state/agent-paths.ts";
import { sweepStagedBuilds } from "./sweep-staged-builds.ts";
import { switchBuild } from "./switch-build.ts";

const { agent: given } = minimalNodeSpec();
const builds = ["1.0.0", "1.1.0", "1.2.0"].map((version, at) => ({
  ...given,
  version,
  runtimeSha256: `${at}`.repeat(64),
}));
const [RUNS = "", STAGED = "", SECOND = ""] = builds.map(agentBuildName);
const now = new Date("2026-11-23T00:00:00Z");
const longAgo = new Date("2026-11-21T00:00:00Z");

let root: string;
let paths: AgentPaths;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "staged-"));
  paths = agentPaths(root);
  for (const build of builds) {
    const file = (target: string) => writeFile(target, build.version);
    await placeRuntime(paths, build, file);
    await placeBuild(paths, build, { bundle: file, unit: `[Unit] ${build.version}` });
    await age(paths, build, longAgo);
  }
  await makeCurrent(paths, RUNS);
});
afterEach(() => rm(root, { recursive: true }));

const age = async ({ agentShelf, runtimeShelf }: AgentPaths, build: typeof given, to: Date) => {
  await utimes(join(agentShelf, agentBuildName(build)), to, to);
  await utimes(join(runtimeShelf, runtimeFolderName(build)), to, to);
};

const shelved = async () =>
  (await readdir(paths.agentShelf)).filter((name) => name !== "current").toSorted();

test("what was staged long ago and never switched to goes, with its Node", async () => {
  await sweepStagedBuilds(paths, [], now);
  expect(await shelved()).toEqual([RUNS]);
  expect(await readdir(paths.runtimeShelf)).toHaveLength(2);
});

test("what came lately stays with its Node: its apply may be to come", async () => {
  await age(paths, builds[1] ?? given, now);
  await sweepStagedBuilds(paths, [], now);
  expect(await shelved()).toEqual([RUNS, STAGED].toSorted());
  expect(await readdir(paths.runtimeShelf)).toHaveLength(3);
});

test("both builds of an update stay", async () => {
  await switchBuild(paths, STAGED, async () => undefined);
  await sweepStagedBuilds(paths, [], now);
  expect(await shelved()).toEqual([RUNS, STAGED].toSorted());
});

test("a build that is to be kept stays", async () => {
  await sweepStagedBuilds(paths, [SECOND], now);
  expect(await shelved()).toEqual([RUNS, SECOND].toSorted());
});
