import type { PharosError } from "../../shared/errors/pharos-error.ts";
import { nodeMarksWait, phaseInterrupted, phaseNeeded } from "../../shared/errors/run-errors.ts";

/** Whether an error only says that something was not begun, because of another failure or of Ctrl-C. */
export const isConsequence = (error: PharosError): boolean =>
  phaseNeeded.is(error) || phaseInterrupted.is(error) || nodeMarksWait.is(error);
