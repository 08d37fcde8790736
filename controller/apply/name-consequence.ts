import { nodeNotRegistered } from "../../shared/errors/kubernetes-errors.ts";
import type { HostFailure, PharosError } from "../../shared/errors/pharos-error.ts";
import { nodeMarksWait } from "../../shared/errors/run-errors.ts";

/**
 * A master cannot label the node of a host that did not join: that is no failure of its own, and is
 * told as what follows from the other. Any other error is given back as it is.
 */
export const nameConsequence = (
  error: PharosError,
  earlier: readonly HostFailure[],
): PharosError => {
  const reason = error.cause;
  if (!nodeNotRegistered.is(reason)) return error;
  const { node } = reason.fields;
  const hasFailed = earlier.some(({ host }) => host === node);
  return typeof node === "string" && hasFailed ? nodeMarksWait({ node }, { cause: error }) : error;
};
