import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { buildStage, type Stage, stageDirectory, tidyStages, type Workshop } from "./stage.ts";

let cacheDirectory: string;
let workshop: Workshop;

beforeEach(async () => {
  cacheDirectory = await mkdtemp(join(tmpdir(), "pharos-stage-"));
  workshop = { cacheDirectory, progress: () => {}, report: [] };
});

afterEach(async () => {
  await rm(cacheDirectory, { recursive: true });
});

const writeStage = (name: string, text: string, needs: readonly Stage[] = []): Stage => ({
  name,
  inputs: [text],
  needs,
  build: async ({ directory }) => writeFile(join(directory, "text"), text),
});

const builtNames = (): readonly string[] => workshop.report.map(({ stage }) => stage);

describe("building", () => {
  test("a stage is built after what it needs, and only once", async () => {
    const chain = () => writeStage("roof", "red", [writeStage("wall", "brick")]);
    const result = await buildStage(workshop, chain());
    await buildStage(workshop, chain());
    expect(await readFile(join(result, "text"), "utf8")).toBe("red");
    expect(builtNames()).toEqual(["wall", "roof"]);
  });

  test("a changed input rebuilds its stage and those behind it, and nothing else", async () => {
    const cellar = writeStage("cellar", "deep");
    await buildStage(workshop, writeStage("roof", "red", [cellar, writeStage("wall", "brick")]));
    await buildStage(workshop, writeStage("roof", "red", [cellar, writeStage("wall", "wood")]));
    expect(builtNames()).toEqual(["cellar", "wall", "roof", "wall", "roof"]);
  });

  test("a build that fails leaves no result", async () => {
    const failing: Stage = {
      ...writeStage("wall", "brick"),
      build: () => Promise.reject(new Error("no bricks")),
    };
    await expect(buildStage(workshop, failing)).rejects.toThrow("no bricks");
    expect(await readdir(join(cacheDirectory, "stages"))).toEqual([]);
  });

  test("a finished stage does not need the stages that it was made of", async () => {
    const wall = writeStage("wall", "brick");
    await buildStage(workshop, writeStage("roof", "red", [wall]));
    await rm(stageDirectory(cacheDirectory, wall), { recursive: true });
    await buildStage(workshop, writeStage("roof", "red", [wall]));
    expect(builtNames()).toEqual(["wall", "roof"]);
  });
});

test("tidying drops what is large and quickly made again, and keeps the rest", async () => {
  const source: Stage = { ...writeStage("source", "tree"), transient: true };
  const other = writeStage("other", "of another tree");
  const final = writeStage("roof", "red", [writeStage("wall", "brick", [source])]);
  await buildStage(workshop, other);
  await buildStage(workshop, final);
  await tidyStages(workshop, final);
  const kept = (await readdir(join(cacheDirectory, "stages"))).map((name) =>
    name.replace(/-.*/, ""),
  );
  expect(kept.toSorted()).toEqual(["other", "roof", "wall"]);
});
