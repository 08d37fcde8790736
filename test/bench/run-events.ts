import * as z from "zod";
import type { TimedLine } from "./timed-run.ts";

const phaseDone = z.object({ type: z.literal("phase-done"), phase: z.string() });
const finished = z.object({ type: z.literal("finished"), run: z.string().optional() });

/** The id of the run that an apply with `--output json` made; `undefined` if it had nothing to do. */
export const finishedRun = (lines: readonly TimedLine[]): string | undefined => {
  for (const { text } of lines.toReversed()) {
    const event = finished.safeParse(parse(text));
    if (event.success) return event.data.run;
  }
  throw new Error("an apply ended without saying so");
};

/** When the last host was through a phase, in milliseconds from the start of the command. */
export const phaseDoneAtMs = (lines: readonly TimedLine[], phase: string): number => {
  const line = lines.findLast(({ text }) => {
    const event = phaseDone.safeParse(parse(text));
    return event.success && event.data.phase === phase;
  });
  if (line === undefined) throw new Error(`no host went through "${phase}"`);
  return line.atMs;
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // The plan before the run is text for people.
    return undefined;
  }
};
