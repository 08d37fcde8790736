import type { PharosError } from "../../shared/errors/pharos-error.ts";

const SHORTEST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 30 * 24 * 3_600_000;

export interface Pause {
  readonly reason: string;
  /** Name of the operator. */
  readonly by: string;
  readonly untilMs: number;
}

interface PauseRequest {
  readonly reason: string;
  readonly forMs: number;
}

/** A pause from now on, with a reason for the others and an end. Throws `invalid` where it has none. */
export const toPause = (
  { reason, forMs }: PauseRequest,
  over: {
    readonly by: string;
    readonly now: Date;
    readonly invalid: (fields: PauseRequest) => PharosError;
  },
): Pause => {
  if (reason.trim() === "" || forMs < SHORTEST_PAUSE_MS || forMs > LONGEST_PAUSE_MS)
    throw over.invalid({ reason, forMs });
  return { reason, by: over.by, untilMs: over.now.getTime() + forMs };
};
