import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type Scalar,
  visit,
  type YAMLMap,
} from "yaml";
import type { Flaw } from "./config-issue.ts";
import { type ConfigMark, markKey } from "./config-marks.ts";
import type { ConfigPath } from "./config-path.ts";
import type { ConfigTree } from "./config-tree.ts";
import { readPlainScalar } from "./plain-scalar.ts";
import { type Environment, substituteVariables } from "./substitute-variables.ts";

export interface ConvertedNodes {
  /** Undefined when the text has no end, or none in reach. */
  readonly tree?: ConfigTree;
  readonly marks: ReadonlyMap<string, ConfigMark>;
  readonly flaws: readonly Flaw[];
}

/** Aliases multiply: a few lines could else stand for billions of values. */
const maxValues = 100_000;
const maxDepth = 64;

interface Conversion {
  readonly text: string;
  readonly environment: Environment;
  readonly marks: Map<string, ConfigMark>;
  readonly report: (flaw: Flaw) => void;
  /** Nodes that are being converted, outermost first: an alias to one of them has no end. */
  readonly open: Set<unknown>;
  readonly anchors: ReadonlyMap<string, readonly Node[]>;
  /** Counts one more value, and says how many there are; Infinity once it is given up. */
  readonly countValue: () => number;
  readonly giveUp: () => void;
}

/** Turns YAML's nodes into plain values, and notes where each of them stands. */
export const convertNodes = (
  document: Document,
  text: string,
  environment: Environment,
): ConvertedNodes => {
  const marks = new Map<string, ConfigMark>();
  const flaws: Flaw[] = [];
  const anchors = findAnchors(document);
  let values = 0;
  const run: Conversion = {
    text,
    environment,
    marks,
    anchors,
    open: new Set(),
    report: (flaw) => void flaws.push(flaw),
    countValue: () => (values += 1),
    giveUp: () => void (values = Infinity),
  };
  const tree = convert(run, document.contents, []);
  return Number.isFinite(values) ? { tree, marks, flaws } : { marks, flaws };
};

/** In the order of the text; a later node may take an earlier one's anchor over. */
const findAnchors = (document: Document): ReadonlyMap<string, readonly Node[]> => {
  const anchors = new Map<string, Node[]>();
  visit(document, {
    Node: (_key, node) => {
      if (isAlias(node) || node.anchor === undefined) return;
      anchors.set(node.anchor, [...(anchors.get(node.anchor) ?? []), node]);
    },
  });
  return anchors;
};

const convert = (run: Conversion, node: unknown, path: ConfigPath, key?: number): ConfigTree => {
  if (isExhausted(run, path, key ?? startOf(node))) return undefined;
  const place = key === undefined ? {} : { key };
  const value = startOf(node) || (key ?? 0);
  run.marks.set(markKey(path), { ...place, value });
  if (isAlias(node)) return convertAlias(run, node, path, key);
  if (isScalar(node)) return convertScalar(run, node, path, { ...place, value });
  if (!isMap(node) && !isSeq(node)) return undefined;
  run.open.add(node);
  const converted = isMap(node)
    ? convertMap(run, node, path)
    : node.items.map((item, index) => convert(run, item, [...path, index]));
  run.open.delete(node);
  return converted;
};

/** Counts one more value; the first that is over a limit is the one that is reported. */
const isExhausted = (run: Conversion, path: ConfigPath, offset: number): boolean => {
  const values = run.countValue();
  if (values === Infinity) return true;
  const tooMany = values > maxValues;
  if (!tooMany && run.open.size <= maxDepth) return false;
  const message = tooMany ? "expands to too many values" : "is nested too deeply";
  run.report({ path, offset, message });
  run.giveUp();
  return true;
};

const convertAlias = (
  run: Conversion,
  alias: Alias,
  path: ConfigPath,
  key?: number,
): ConfigTree => {
  const target = resolveAlias(run, alias, path);
  return target === undefined ? undefined : convert(run, target, path, key);
};

const resolveAlias = (run: Conversion, alias: Alias, path: ConfigPath): unknown => {
  const defined = run.anchors.get(alias.source) ?? [];
  const target = defined.findLast((node) => startOf(node) < startOf(alias));
  if (target !== undefined && !run.open.has(target)) return target;
  const problem =
    target === undefined ? "which is not defined above it" : "which is around the place itself";
  const message = `refers to the anchor ${alias.source}, ${problem}`;
  run.report({ path, offset: startOf(alias), message });
  return undefined;
};

const convertMap = (run: Conversion, map: YAMLMap, path: ConfigPath): ConfigTree => {
  const entries = new Map<string, ConfigTree>();
  collectEntries(run, map, path, entries);
  return Object.fromEntries([...entries].filter(([, value]) => value !== undefined));
};

/** A mapping's own keys win over those it merges, and the first merged mapping over the next. */
const collectEntries = (
  run: Conversion,
  map: YAMLMap,
  path: ConfigPath,
  entries: Map<string, ConfigTree>,
): void => {
  const inherited = new Set(entries.keys());
  for (const pair of map.items.filter(({ key }) => !isMergeKey(key))) {
    const key = keyOf(run, pair.key, path);
    if (key === undefined || inherited.has(key)) continue;
    const childPath = [...path, key];
    if (entries.has(key)) {
      run.report({ path: childPath, offset: startOf(pair.key), message: "is given twice" });
    } else {
      entries.set(key, convert(run, pair.value, childPath, startOf(pair.key)));
    }
  }
  for (const pair of map.items.filter(({ key }) => isMergeKey(key))) {
    for (const target of mergeTargets(run, pair, path)) {
      if (isExhausted(run, path, startOf(pair.key))) return;
      run.open.add(target);
      collectEntries(run, target, path, entries);
      run.open.delete(target);
    }
  }
};

const isMergeKey = (key: unknown): boolean =>
  isScalar(key) && key.type === "PLAIN" && key.source === "<<";

/** `<<: *defaults` and `<<: [*a, *b]`. */
const mergeTargets = (run: Conversion, pair: Pair, path: ConfigPath): readonly YAMLMap[] =>
  (isSeq(pair.value) ? pair.value.items : [pair.value]).flatMap((item) => {
    const target = isAlias(item) ? resolveAlias(run, item, path) : item;
    if (target === undefined || isMap(target)) return target ?? [];
    const message = "merges (<<) something that is not a mapping";
    run.report({ path, offset: startOf(pair.key), message });
    return [];
  });

const keyOf = (run: Conversion, key: unknown, path: ConfigPath): string | undefined => {
  const text = isScalar(key) ? (key.source ?? String(key.value)) : undefined;
  if (text !== undefined && text !== "" && text !== "__proto__") return text;
  run.report({ path, offset: startOf(key), message: "has a key that is not a name" });
  return undefined;
};

const convertScalar = (
  run: Conversion,
  scalar: Scalar,
  path: ConfigPath,
  mark: ConfigMark,
): ConfigTree => {
  const { value, type } = scalar;
  const written = typeof value === "string" ? value : (scalar.source ?? String(value));
  const { text, changed, problems } = substituteVariables(written, run.environment);
  run.marks.set(markKey(path), { ...mark, source: text });
  for (const { reference, message, hint } of problems) {
    run.report({ path, offset: offsetOf(run, scalar, reference), message, hint });
  }
  if (problems.length > 0) return undefined;
  if (changed) return type === "PLAIN" ? readPlainScalar(text) : text;
  return toPlainValue(value ?? undefined, written);
};

/** Whatever else YAML makes of a scalar (a bigint, say) stays as it is written. */
const toPlainValue = (value: unknown, written: string): ConfigTree =>
  value === undefined || typeof value === "number" || typeof value === "boolean" ? value : written;

const offsetOf = (run: Conversion, scalar: Scalar, reference: string): number => {
  const start = startOf(scalar);
  const found = run.text.slice(start, scalar.range?.[1]).indexOf(reference);
  return start + Math.max(found, 0);
};

const startOf = (node: unknown): number =>
  isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? (node.range?.[0] ?? 0) : 0;
