import { join } from "node:path";
import type { Lab } from "../lab/lab.ts";
import { type Cli, clearCli, openCli } from "./cli.ts";
import { collectEvidence } from "./evidence.ts";
import { expectEqual } from "./expectation.ts";
import { waitForNodes } from "./kubectl.ts";
import type { HostPicture } from "./host-picture.ts";
import { readPlan } from "./plan-promise.ts";
import { type Scenario, type SnapshotName, snapshotKinds } from "./scenario.ts";
import { openSnapshots, type Snapshots } from "./snapshots.ts";

export interface RunOptions {
  readonly lab: Lab;
  /** All that there are: some are run because others stand on what they leave. */
  readonly all: readonly Scenario[];
  readonly chosen: readonly Scenario[];
  /** The built product. */
  readonly dist: string;
  readonly print: (line: string) => void;
  /** Is told of each that has run. */
  readonly record?: (outcome: ScenarioOutcome) => Promise<void>;
  /** Asked before each: no further one is begun. */
  readonly isOver?: () => boolean;
}

export interface ScenarioOutcome {
  readonly name: string;
  /** Absent: it has passed. */
  readonly failure?: string;
  readonly notes: readonly string[];
  readonly tookMs: number;
}

export interface RunTotals {
  readonly passed: number;
  readonly failed: number;
}

/** Runs scenarios one after the other, each on hosts put back for it, and tells of each in a line. A failure stops no other. */
export async function runScenarios(options: RunOptions): Promise<RunTotals> {
  const { lab, dist } = options;
  const folder = join(lab.paths.labDir, "e2e", "administrator");
  const snapshots = await openSnapshots({ lab, folder, dist, nowMs: () => Date.now() });
  let [passed, failed] = [0, 0];
  let standing: SnapshotName | undefined;
  for (const scenario of await complete(options, snapshots)) {
    if (options.isOver?.() === true) break;
    const outcome = await runOne(scenario, { ...options, snapshots, folder, standing });
    const hasPassed = outcome.failure === undefined;
    if (hasPassed) passed += 1;
    else failed += 1;
    standing = hasPassed ? leftBy(scenario) : undefined;
    await options.record?.(outcome);
  }
  return { passed, failed };
}

/** What its hosts are afterwards, where that is known. */
const leftBy = ({ leaves, needs, isUndone }: Scenario): SnapshotName | undefined =>
  leaves ?? (isUndone ? needs : undefined);

/** The chosen ones, and before them those that make snapshots which are missing or out of date. */
async function complete(
  { all, chosen }: RunOptions,
  snapshots: Snapshots,
): Promise<readonly Scenario[]> {
  const wanted = new Set(chosen);
  for (const { needs } of chosen) {
    const maker = all.find(({ leaves }) => leaves === needs);
    if (maker !== undefined && !(await snapshots.isSound(needs))) wanted.add(maker);
  }
  return all.filter((scenario) => wanted.has(scenario));
}

interface Backstage extends RunOptions {
  readonly snapshots: Snapshots;
  readonly folder: string;
  /** What the hosts are now, where that is known. */
  readonly standing: SnapshotName | undefined;
}

async function runOne(scenario: Scenario, backstage: Backstage): Promise<ScenarioOutcome> {
  const { lab, dist, folder, print, snapshots } = backstage;
  const { name } = scenario;
  const startedMs = performance.now();
  const tookMs = (): number => Math.round(performance.now() - startedMs);
  const seconds = (): string => `${(tookMs() / 1000).toFixed(1)} s`;
  const notes: string[] = [];
  const finish = (error?: unknown): ScenarioOutcome => {
    const word = error === undefined ? "ok" : "FAIL";
    print(`${word.padEnd(6)}${name.padEnd(18)} ${seconds().padStart(8)}  ${notes.join(", ")}`);
    if (error === undefined) return { name, notes, tookMs: tookMs() };
    const failure = toText(error);
    print(indent(failure));
    return { name, notes, tookMs: tookMs(), failure };
  };
  try {
    const barePictures = await prepare(scenario, backstage);
    notes.push(`ready after ${seconds()}`);
    const cli = await openCli(lab, dist, folder);
    if (scenario.needs === snapshotKinds[scenario.needs].bare) await cli.writeConfig();
    try {
      await scenario.run({ lab, cli, barePictures, note: (text) => notes.push(text) });
      if (scenario.isUndone) await checkUndone(cli);
    } catch (error) {
      const outcome = finish(error);
      print(indent(await collectEvidence(lab, cli)));
      return outcome;
    }
    if (scenario.leaves !== undefined) await snapshots.take(scenario.leaves);
    return finish();
  } catch (error) {
    return finish(error);
  }
}

/** Puts hosts and administrator back, unless they are what is needed; gives what bare hosts look like. */
async function prepare(
  { needs }: Scenario,
  backstage: Backstage,
): Promise<ReadonlyMap<string, HostPicture>> {
  const { lab, snapshots, standing } = backstage;
  const { bare, nodes } = snapshotKinds[needs];
  const isStanding = needs === standing;
  if (!isStanding && !(await snapshots.isSound(bare))) await makeBare(backstage, bare);
  const barePictures = await snapshots.barePictures(bare);
  if (!isStanding) await snapshots.restore(needs);
  if (nodes.length > 0) await waitForNodes(lab, nodes);
  return barePictures;
}

async function checkUndone(cli: Cli): Promise<void> {
  const { hosts } = await readPlan(cli);
  const titles = hosts.flatMap(({ tasks }) => tasks.map(({ title }) => title));
  expectEqual("what is left to undo", titles, []);
}

async function makeBare({ lab, folder, snapshots }: Backstage, bare: SnapshotName): Promise<void> {
  const { masters, workers } = snapshotKinds[bare];
  await clearCli(folder);
  await lab.down();
  await lab.up({ masters, workers });
  await snapshots.take(bare);
}

function toText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined
    ? error.message
    : `${error.message}\nbecause: ${toText(error.cause)}`;
}

function indent(text: string): string {
  return text
    .split("\n")
    .map((line) => `       ${line}`)
    .join("\n");
}
