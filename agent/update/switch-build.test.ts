import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { agentBuildName } from "../../shared/spec/agent-build-name.ts";
import { minimalNodeSpec } from "../../test/support/node-specs.ts";
import {
  currentBuildName,
  makeCurrent,
  placeBuild,
  placeRuntime,
} from "../install/install-build.ts";
import { exists } from "../install/shelf.ts";
import { type AgentPaths, agentPaths } from "../state/agent-paths.ts";
import { confirmBuild, revertBuild, settleUpdate, switchBuild } from "./switch-build.ts";
import { claimUpdate, readUpdate } from "./update-record.ts";

const { agent: given } = minimalNodeSpec();
const builds = ["1.0.0", "1.1.0", "1.2.0"].map((version, at) => ({
  ...given,
  version,
  runtimeSha256: `${at}`.repeat(64),
}));
const [OLD = "", NEW = "", NEWER = ""] = builds.map(agentBuildName);

let root: string;
let paths: AgentPaths;
let said: string[];
const systemctl = async (args: readonly string[]): Promise<void> => void said.push(args.join(" "));
const describeUnit = async () => "it ended with status 3";

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "update-"));
  paths = agentPaths(root);
  said = [];
  for (const build of builds) {
    const file = (target: string) => writeFile(target, build.version);
    await placeRuntime(paths, build, file);
    await placeBuild(paths, build, { bundle: file, unit: `[Unit] ${build.version}` });
  }
  await makeCurrent(paths, OLD);
});
afterEach(() => rm(root, { recursive: true }));

const isGuarded = () => exists(paths.guardWanted);

describe("a switched build", () => {
  beforeEach(() => switchBuild(paths, NEW, systemctl));

  test("is current, with the way back armed before anything was switched", async () => {
    expect(await currentBuildName(paths)).toBe(NEW);
    expect(await isGuarded()).toBe(true);
    expect(said).toEqual(["daemon-reload", "restart pharos-agent-guard.timer", "daemon-reload"]);
  });

  test("stays once it is confirmed; of the others the last good one is kept", async () => {
    expect(await confirmBuild(paths, NEW, systemctl)).toBe(true);
    expect(await isGuarded()).toBe(false);
    expect((await readdir(paths.agentShelf)).toSorted()).toEqual([OLD, NEW, "current"]);
    expect(await readdir(paths.runtimeShelf)).toHaveLength(3);
    expect(await confirmBuild(paths, NEW, systemctl)).toBe(true);
  });

  test("gives way to the one before when nobody confirmed it", async () => {
    await revertBuild(paths, systemctl, describeUnit);
    expect(await currentBuildName(paths)).toBe(OLD);
    expect(await isGuarded()).toBe(false);
    expect(await readUpdate(paths)).toEqual({
      stage: "reverted",
      from: OLD,
      to: NEW,
      reason: "it ended with status 3",
    });
    expect(await confirmBuild(paths, NEW, systemctl)).toBe(false);
  });

  test("gives way also when the guard was killed after it had begun", async () => {
    await claimUpdate(paths, "reverting");
    await settleUpdate(paths, NEW, systemctl);
    await revertBuild(paths, systemctl, describeUnit);
    expect(await currentBuildName(paths)).toBe(OLD);
    expect(await isGuarded()).toBe(false);
  });

  test("stays when the guard comes after the confirmation", async () => {
    await confirmBuild(paths, NEW, systemctl);
    await revertBuild(paths, systemctl, describeUnit);
    expect(await currentBuildName(paths)).toBe(NEW);
  });

  test("is left to the guard when it starts", async () => {
    await settleUpdate(paths, NEW, systemctl);
    expect(await isGuarded()).toBe(true);
  });

  test("loses its guard at the next start when the confirmation was cut off", async () => {
    await claimUpdate(paths, "confirmed");
    await settleUpdate(paths, NEW, systemctl);
    expect(await isGuarded()).toBe(false);
  });

  test("can be followed by another", async () => {
    await confirmBuild(paths, NEW, systemctl);
    const newest = builds[2] ?? given;
    await placeRuntime(paths, newest, (target) => writeFile(target, ""));
    await placeBuild(paths, newest, { bundle: (target) => writeFile(target, ""), unit: "" });
    await switchBuild(paths, NEWER, systemctl);
    await confirmBuild(paths, NEWER, systemctl);
    expect((await readdir(paths.agentShelf)).toSorted()).toEqual([NEW, NEWER, "current"]);
  });
});

test("an update that was cut off before its switch is forgotten at the next start", async () => {
  const cutOff = async (args: readonly string[]): Promise<void> => {
    await systemctl(args);
    if (args[0] === "restart") throw new Error("killed");
  };
  await expect(switchBuild(paths, NEW, cutOff)).rejects.toThrow("killed");
  expect(await currentBuildName(paths)).toBe(OLD);
  expect(await isGuarded()).toBe(false);
  expect(await readUpdate(paths)).toBeUndefined();
});
