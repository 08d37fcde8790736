import { runNotFound } from "../../shared/errors/engine-errors.ts";
import { runAmbiguous } from "../../shared/errors/run-errors.ts";

/**
 * The run that somebody means: `last`, its id, or enough of the id's beginning or end to be the only
 * one. `known` is newest first. Errors: RUN_NOT_FOUND, RUN_AMBIGUOUS.
 */
export const findRun = (said: string, known: readonly string[]): string => {
  if (said === "last" && known[0] !== undefined) return known[0];
  if (known.includes(said)) return said;
  const near = known.filter((run) => run.startsWith(said) || run.endsWith(said));
  const [only, ...others] = near;
  if (only === undefined) throw runNotFound({ run: said });
  if (others.length > 0) throw runAmbiguous({ run: said, fitting: near.length });
  return only;
};
