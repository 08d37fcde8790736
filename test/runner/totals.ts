import * as z from "zod";

export interface Totals {
  readonly passed: number;
  readonly failed: number;
}

export const addTotals = (all: readonly Totals[]): Totals => ({
  passed: all.reduce((sum, { passed }) => sum + passed, 0),
  failed: all.reduce((sum, { failed }) => sum + failed, 0),
});

/** A program that is one test: it passes when it ends with 0. */
export const totalsOfExit = (exitCode: number): Totals =>
  exitCode === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };

/** The last line of the form `3 passed, 1 failed`, which is how our own runners end. */
export const parseClosingLine = (output: string): Totals | undefined => {
  const found = [...output.matchAll(/^(\d+) passed, (\d+) failed$/gm)].at(-1);
  if (found === undefined) return undefined;
  return { passed: Number(found[1]), failed: Number(found[2]) };
};

/** Lines that begin with `ok` or `FAIL`, one for each step. */
export const countSteps = (output: string): Totals => ({
  passed: [...output.matchAll(/^ok\s/gm)].length,
  failed: [...output.matchAll(/^FAIL\s/gm)].length,
});

/** What vitest's JSON reporter writes. A file that could not be loaded is a failure without a test. */
export const parseVitestReport = (text: string): Totals => {
  const report = vitestReport.parse(JSON.parse(text));
  const broken = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === "failed" && assertionResults.every((test) => test.status !== "failed"),
  );
  return { passed: report.numPassedTests, failed: report.numFailedTests + broken.length };
};

const vitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  testResults: z.array(
    z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) }),
  ),
});

/** A program that ended with an error has failed, also when it has counted no failure. */
export const withExit = (totals: Totals, exitCode: number): Totals =>
  exitCode !== 0 && totals.failed === 0 ? { ...totals, failed: 1 } : totals;
