import * as z from "zod";
import { findingStates } from "../../shared/spec/drift.ts";
import { readOptional } from "../state/read-optional.ts";
import { writeAtomic } from "../state/write-atomic.ts";

const Change = z
  .object({
    field: z.string(),
    before: z.string().exactOptional(),
    after: z.string().exactOptional(),
    because: z.string().exactOptional(),
  })
  .readonly();

const Seen = z.object({
  task: z.string(),
  title: z.string(),
  changes: z.array(Change).readonly(),
  seenAtMs: z.number(),
  madeBy: z.string().exactOptional(),
});

const StoredFinding = Seen.extend({
  state: z.enum(findingStates),
  reason: z.string(),
  /** When a failed correction may be tried again. */
  retryAtMs: z.number().exactOptional(),
  /** Corrections that failed in a row. */
  attempts: z.number(),
}).readonly();
export type StoredFinding = z.infer<typeof StoredFinding>;

const StoredCorrection = Seen.extend({ correctedAtMs: z.number(), run: z.string() }).readonly();
export type StoredCorrection = z.infer<typeof StoredCorrection>;

/** What drift remembers over restarts of the agent and boots of the host. */
const DriftState = z
  .object({
    /** Of the spec that it belongs to; 0: none. */
    generation: z.number(),
    /** Tasks that were once seen to be as this spec says: what differs there afterwards is drift. */
    settled: z.array(z.string()).readonly(),
    findings: z.array(StoredFinding).readonly(),
    /** Newest first. */
    corrections: z.array(StoredCorrection).readonly(),
    /** Corrections before this do not count as coming back: a run or a person has acted since. */
    pardonedAtMs: z.number(),
    pause: z
      .object({ reason: z.string(), by: z.string(), untilMs: z.number() })
      .readonly()
      .exactOptional(),
  })
  .readonly();
export type DriftState = z.infer<typeof DriftState>;

export const NO_DRIFT_STATE: DriftState = {
  generation: 0,
  settled: [],
  findings: [],
  corrections: [],
  pardonedAtMs: 0,
};

/** `undefined` if there is none; throws what makes it unreadable. */
export const readDriftState = async (path: string): Promise<DriftState | undefined> => {
  const text = await readOptional(path);
  return text === undefined ? undefined : DriftState.parse(JSON.parse(text));
};

export const writeDriftState = (path: string, state: DriftState): Promise<void> =>
  writeAtomic(path, JSON.stringify(state));
