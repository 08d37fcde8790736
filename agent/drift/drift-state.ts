import * as z from "zod/mini";
import { findingStates } from "../../shared/spec/drift.ts";
import { readOptional } from "../state/read-optional.ts";
import { writeAtomic } from "../state/write-atomic.ts";

const Change = z.readonly(
  z.object({
    field: z.string(),
    before: z.exactOptional(z.string()),
    after: z.exactOptional(z.string()),
    because: z.exactOptional(z.string()),
  }),
);

const Seen = z.object({
  task: z.string(),
  title: z.string(),
  changes: z.readonly(z.array(Change)),
  seenAtMs: z.number(),
  madeBy: z.exactOptional(z.string()),
});

const StoredFinding = z.readonly(
  z.extend(Seen, {
    state: z.enum(findingStates),
    reason: z.string(),
    /** When a failed correction may be tried again. */
    retryAtMs: z.exactOptional(z.number()),
    /** Corrections that failed in a row. */
    attempts: z.number(),
  }),
);
export type StoredFinding = z.infer<typeof StoredFinding>;

const StoredCorrection = z.readonly(z.extend(Seen, { correctedAtMs: z.number(), run: z.string() }));
export type StoredCorrection = z.infer<typeof StoredCorrection>;

/** What drift remembers over restarts of the agent and boots of the host. */
const DriftState = z.readonly(
  z.object({
    /** Of the spec that it belongs to; 0: none. */
    generation: z.number(),
    /** Tasks that were once seen to be as this spec says: what differs there afterwards is drift. */
    settled: z.readonly(z.array(z.string())),
    findings: z.readonly(z.array(StoredFinding)),
    /** Newest first. */
    corrections: z.readonly(z.array(StoredCorrection)),
    /** Corrections before this do not count as coming back: a run or a person has acted since. */
    pardonedAtMs: z.number(),
    pause: z.exactOptional(
      z.readonly(z.object({ reason: z.string(), by: z.string(), untilMs: z.number() })),
    ),
  }),
);
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
