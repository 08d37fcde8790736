import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { basename, join } from "node:path";
import type { StageReport } from "./supply.ts";

const weekMs = 7 * 24 * 3_600_000;

/**
 * One step of the supply with a directory as its result. Its key is made of its own inputs and of the
 * keys of the stages it needs, so that a change rebuilds this stage and those behind it, and nothing else.
 */
export interface Stage {
  readonly name: string;
  /** All that decides the result: versions, recipe numbers, digests of sources. */
  readonly inputs: readonly string[];
  readonly needs: readonly Stage[];
  /** Large and cheap to make again: dropped as soon as the supply is complete. */
  readonly transient?: boolean;
  readonly build: (room: StageRoom) => Promise<void>;
}

/** Where a stage builds. `directory` is empty, private, and becomes the result when `build` returns. */
export interface StageRoom {
  readonly directory: string;
  /** Survives interrupted builds; dropped when the supply is complete. */
  readonly goCacheDirectory: string;
  readonly resultOf: (stage: Stage) => string;
  readonly progress: (line: string) => void;
}

export interface Workshop {
  readonly cacheDirectory: string;
  readonly progress: (line: string) => void;
  readonly report: StageReport[];
}

/** Builds `stage` and what it needs, if not there already; gives the directory of its result. */
export const buildStage = async (workshop: Workshop, stage: Stage): Promise<string> => {
  const result = stageDirectory(workshop.cacheDirectory, stage);
  if (await isDirectory(result)) {
    await utimes(result, new Date(), new Date());
    return result;
  }
  for (const needed of stage.needs) await buildStage(workshop, needed);
  await buildInPrivate(workshop, stage, result);
  return result;
};

export const stageDirectory = (cacheDirectory: string, stage: Stage): string =>
  join(cacheDirectory, "stages", `${stage.name}-${stageKey(stage)}`);

/** Digest of source files, as an input of the stage that they define. */
export const digestFiles = async (paths: readonly string[]): Promise<string> => {
  const hash = createHash("sha256");
  for (const path of paths.toSorted()) hash.update(await readFile(path));
  return hash.digest("hex");
};

/** Removes what the finished supply does not need, and results that nobody used for a week. */
export const tidyStages = async (workshop: Workshop, final: Stage): Promise<void> => {
  const { cacheDirectory } = workshop;
  const stages = allStages(final);
  for (const stage of stages.filter((candidate) => candidate.transient === true)) {
    await rm(stageDirectory(cacheDirectory, stage), { recursive: true, force: true });
  }
  await rm(goCacheDirectory(cacheDirectory), { recursive: true, force: true });
  const current = new Set(stages.map((stage) => basename(stageDirectory(cacheDirectory, stage))));
  for (const name of await readdir(join(cacheDirectory, "stages"))) {
    const path = join(cacheDirectory, "stages", name);
    const isStale = Date.now() - (await stat(path)).mtimeMs > weekMs;
    if (!current.has(name) && isStale) await rm(path, { recursive: true, force: true });
  }
};

/** Every stage that `final` stands on, itself included, once each. */
const allStages = (final: Stage): readonly Stage[] => [
  ...new Set([...final.needs.flatMap(allStages), final]),
];

const stageKey = (stage: Stage): string => {
  const parts = [stage.name, ...stage.inputs, "needs", ...stage.needs.map(stageKey)];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
};

const buildInPrivate = async (workshop: Workshop, stage: Stage, result: string): Promise<void> => {
  const { cacheDirectory } = workshop;
  await mkdir(join(cacheDirectory, "stages"), { recursive: true });
  await mkdir(join(cacheDirectory, "unfinished"), { recursive: true });
  const directory = await mkdtemp(join(cacheDirectory, "unfinished", `${stage.name}-`));
  const startedMs = performance.now();
  const elapsedSeconds = (): number => Math.round((performance.now() - startedMs) / 100) / 10;
  const progress = (line: string): void =>
    workshop.progress(`${stage.name} [${elapsedSeconds().toFixed(0)} s] ${line}`);
  progress("started");
  await stage.build({
    directory,
    goCacheDirectory: goCacheDirectory(cacheDirectory),
    resultOf: (needed) => stageDirectory(cacheDirectory, needed),
    progress,
  });
  await rename(directory, result);
  progress("done");
  workshop.report.push({ stage: stage.name, seconds: elapsedSeconds() });
};

const goCacheDirectory = (cacheDirectory: string): string => join(cacheDirectory, "go-build");

const isDirectory = async (path: string): Promise<boolean> => {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() ?? false;
};
