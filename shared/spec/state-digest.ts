import { createHash } from "node:crypto";
import type { PlannedChange } from "./run.ts";

/** A task with what differs. */
export interface StateDifference {
  readonly task: string;
  readonly changes: readonly PlannedChange[];
}

/**
 * One number for all managed state of a host: hex SHA-256 over the digest of its spec (of the signed
 * payload) and all that differs from it, in the order of tasks. A host that is as its spec says has
 * the digest of no differences, which whoever knows the spec can compute.
 */
export const stateDigest = (
  specSha256: string,
  differences: readonly StateDifference[] = [],
): string => {
  const sorted = differences
    .toSorted((a, b) => (a.task < b.task ? -1 : 1))
    .map(({ task, changes }) => [
      task,
      changes.map(({ field, before, after }) => [field, before ?? null, after ?? null]),
    ]);
  return createHash("sha256")
    .update(JSON.stringify([specSha256, sorted]))
    .digest("hex");
};
