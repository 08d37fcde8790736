import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ProgramEnd } from "./run-program.ts";
import {
  countSteps,
  parseClosingLine,
  parseVitestReport,
  type Totals,
  totalsOfExit,
  withExit,
} from "./totals.ts";

/** A step of `npm test`: one program. */
export interface Part {
  readonly title: string;
  readonly argv: readonly [string, ...string[]];
  readonly limitMs: number;
  /** Runs only where a lab can stand. */
  readonly needsLab: boolean;
  readonly count: (end: ProgramEnd) => Promise<Totals>;
}

const MINUTE_MS = 60_000;

/** Ten agents from bare hosts to another version of theirs, with little of the time that machines take. */
const QUICK_TWIN = ["--hosts", "10", "--latency", "0.1", "--samples", "1"] as const;

/**
 * Stages, one after the other; in each, lanes beside each other, since most parts leave one of two
 * processors idle. What listens on loopback addresses is in one lane, and real hosts that have to keep
 * up with Kubernetes have the machine to themselves. `folder` is an empty one for what parts leave to
 * each other.
 */
export const listStages = (
  root: string,
  folder: string,
): readonly (readonly (readonly Part[])[])[] => {
  const released = join(folder, "release");
  // All that follows runs from npm's package, as a user has it.
  const installed = join(folder, "installed");
  const dist = join(installed, "node_modules/pharosctl/dist");
  const report = join(folder, "vitest.json");
  const script = (path: string): string => join(root, path);
  const node = process.execPath;
  const check: Part = {
    title: "check",
    argv: [node, script("packaging/check.ts")],
    limitMs: 5 * MINUTE_MS,
    needsLab: false,
    count: async ({ exitCode, output }) => withExit(countSteps(output), exitCode),
  };
  const vitest: Part = {
    title: "vitest",
    argv: [
      node,
      script("node_modules/vitest/vitest.mjs"),
      "run",
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${report}`,
    ],
    limitMs: 15 * MINUTE_MS,
    needsLab: false,
    count: async ({ exitCode }) =>
      withExit(parseVitestReport(await readFile(report, "utf8")), exitCode),
  };
  const release: Part = {
    title: "release",
    argv: [node, script("packaging/release.ts"), "--out", released],
    limitMs: 15 * MINUTE_MS,
    needsLab: false,
    count: async ({ exitCode }) => totalsOfExit(exitCode),
  };
  const installedPackage: Part = {
    title: "package",
    argv: [node, script("test/package/main.ts"), released, installed],
    limitMs: 15 * MINUTE_MS,
    needsLab: false,
    count: async ({ exitCode, output }) => withExit(countSteps(output), exitCode),
  };
  const connectionSoak: Part = {
    title: "connection soak",
    argv: [node, script("test/bench/connection-soak.ts"), "--fast"],
    limitMs: 10 * MINUTE_MS,
    needsLab: false,
    count: async ({ exitCode }) => totalsOfExit(exitCode),
  };
  const twin: Part = {
    title: "twin",
    argv: [node, script("test/twin/main.ts"), ...QUICK_TWIN],
    limitMs: 5 * MINUTE_MS,
    needsLab: false,
    count: async ({ exitCode }) => totalsOfExit(exitCode),
  };
  const twinFaults: Part = {
    title: "faults on the twin",
    argv: [node, script("test/twin/faults-main.ts"), "--quick"],
    limitMs: 5 * MINUTE_MS,
    needsLab: false,
    count: async ({ exitCode, output }) =>
      withExit(parseClosingLine(output) ?? totalsOfExit(1), exitCode),
  };
  const fuzz: Part = {
    title: "fuzz",
    argv: [node, script("test/fuzz/main.ts"), "--quick"],
    limitMs: 5 * MINUTE_MS,
    needsLab: false,
    count: async ({ exitCode, output }) =>
      withExit(parseClosingLine(output) ?? totalsOfExit(1), exitCode),
  };
  const labSelfTest: Part = {
    title: "lab self test",
    argv: [node, script("test/lab/self-test.ts")],
    limitMs: 20 * MINUTE_MS,
    needsLab: true,
    count: async ({ exitCode, output }) => withExit(countSteps(output), exitCode),
  };
  const endToEnd: Part = {
    title: "end to end",
    argv: [node, script("test/e2e/main.ts"), "--dist", dist],
    limitMs: 90 * MINUTE_MS,
    needsLab: true,
    count: async ({ exitCode, output }) =>
      withExit(parseClosingLine(output) ?? totalsOfExit(1), exitCode),
  };
  return [
    [
      [check, vitest, connectionSoak, twin, twinFaults, fuzz],
      [release, installedPackage, labSelfTest],
    ],
    [[endToEnd]],
  ];
};
