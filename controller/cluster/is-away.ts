import type { PharosError } from "../../shared/errors/pharos-error.ts";
import {
  agentUnreachableError,
  callTimedOutError,
  connectionLostError,
} from "../../shared/errors/rpc-errors.ts";

/** Whether an agent cannot be had for the moment: it may be back soon. */
export const isAway = (error: unknown): error is PharosError =>
  agentUnreachableError.is(error) || connectionLostError.is(error) || callTimedOutError.is(error);
