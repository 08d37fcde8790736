import type { NodeObjectSpec, Taint } from "../../shared/spec/node-spec.ts";
import type { Change } from "../engine/change.ts";
import { type NodeMarks, taintId } from "./node-marks.ts";
import type { NodeRecord } from "./node-records.ts";

/**
 * What differs between a node and what it is to have. A mark that is there already, but that nobody
 * recorded as ours, is a change without `before`: a node registers with its taints, so that a plan
 * made before it exists reads like the journal afterwards.
 */
export const diffNode = (
  marks: NodeMarks,
  owned: NodeRecord,
  spec: NodeObjectSpec,
): readonly Change[] => [
  ...diffMarks(
    "label",
    new Map(Object.entries(marks.labels)),
    owned.labels,
    new Map(Object.entries(spec.labels)),
  ),
  ...diffMarks("taint", toMap(marks.taints), owned.taints, toMap(spec.taints)),
  ...(spec.podCidr === undefined || marks.podCidr !== undefined
    ? []
    : [{ field: "pod addresses", after: spec.podCidr }]),
];

const toMap = (taints: readonly Taint[]): ReadonlyMap<string, string> =>
  new Map(taints.map((taint) => [taintId(taint), taint.value ?? ""]));

const diffMarks = (
  word: "label" | "taint",
  present: ReadonlyMap<string, string>,
  owned: readonly string[],
  wanted: ReadonlyMap<string, string>,
): readonly Change[] => {
  const set = [...wanted].flatMap(([key, after]): readonly Change[] => {
    const before = present.get(key);
    if (before === after && owned.includes(key)) return [];
    const field = `${word} ${key}`;
    return [before === undefined || before === after ? { field, after } : { field, before, after }];
  });
  const removed = owned.flatMap((key): readonly Change[] => {
    const before = present.get(key);
    return before === undefined || wanted.has(key) ? [] : [{ field: `${word} ${key}`, before }];
  });
  return [...set, ...removed];
};
