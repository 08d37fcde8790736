import type { PharosError } from "../../shared/errors/pharos-error.ts";
import { runStopped } from "../../shared/errors/engine-errors.ts";
import {
  nodeMarksWait,
  phaseInterrupted,
  phaseNeeded,
  taskFailed,
} from "../../shared/errors/run-errors.ts";

/** Whether an error only says that something was not begun, because of another failure or of Ctrl-C. */
export const isConsequence = (error: PharosError): boolean =>
  phaseNeeded.is(error) || phaseInterrupted.is(error) || nodeMarksWait.is(error);

/** Whether a host has more to do because it was asked to stop. */
export const wasStopped = ({ code, fields }: PharosError): boolean =>
  code === runStopped.code || (code === taskFailed.code && fields["code"] === runStopped.code);
