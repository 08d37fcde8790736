import { asyncProperty, check, interruptAfterTimeLimit } from "fast-check";
import { unexpectedError } from "../../shared/errors/internal-errors.ts";
import { PharosError } from "../../shared/errors/pharos-error.ts";
import type { FuzzTarget } from "./fuzz-target.ts";

export interface FuzzOutcome {
  readonly target: string;
  readonly passed: boolean;
  readonly seed: number;
  readonly runs: number;
  readonly slowestMs: number;
  /** The path to the smallest input that breaks it, and what that is. */
  readonly path?: string;
  readonly input?: string;
  readonly reason?: string;
}

export interface FuzzAmount {
  readonly seed: number;
  readonly runs: number;
  readonly limitMs: number;
  /** Only this input, again. */
  readonly path?: string;
}

const SLOW_MS = 5_000;

/** Gives a target so many inputs, or as many as there is time for. */
export const runTarget = async (
  { name, input, take }: FuzzTarget,
  { seed, runs, limitMs, path }: FuzzAmount,
): Promise<FuzzOutcome> => {
  let slowestMs = 0;
  const details = await check(
    asyncProperty(input, async (text) => {
      const startedMs = performance.now();
      try {
        await take(text);
      } catch (error) {
        if (!(error instanceof PharosError) || error.code === unexpectedError.code) throw error;
      }
      const tookMs = performance.now() - startedMs;
      slowestMs = Math.max(slowestMs, tookMs);
      if (tookMs > SLOW_MS) throw new Error(`it takes ${Math.round(tookMs)} ms`);
    }),
    {
      seed,
      numRuns: runs,
      plugins: [interruptAfterTimeLimit(limitMs)],
      ...(path === undefined ? {} : { path }),
    },
  );
  return {
    target: name,
    passed: !details.failed,
    seed: details.seed,
    runs: details.numRuns,
    slowestMs: Math.round(slowestMs),
    ...(details.failed
      ? {
          path: details.counterexamplePath ?? "",
          input: JSON.stringify(details.counterexample),
          reason: details.errorInstance instanceof Error ? String(details.errorInstance.stack) : "",
        }
      : {}),
  };
};
