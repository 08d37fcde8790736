import { type Document, isNode, LineCounter, parseAllDocuments, type YAMLError } from "yaml";
import type { Flaw } from "./config-issue.ts";
import { type ConfigMarks, makeMarks } from "./config-marks.ts";
import type { ConfigTree } from "./config-tree.ts";
import { convertNodes } from "./convert-nodes.ts";
import type { Environment } from "./substitute-variables.ts";

export interface YamlReading {
  /** Undefined when the text is not one readable YAML document. */
  readonly tree?: ConfigTree;
  readonly marks: ConfigMarks;
  readonly flaws: readonly Flaw[];
}

/** Larger files are no cluster.yml: 1 MiB holds about 10,000 hosts. */
export const maxConfigBytes = 1024 * 1024;

/**
 * Reads one YAML document into plain values with their positions, variables replaced. Never throws
 * for what a text may contain; all that is wrong with it comes back as flaws.
 */
export const readYaml = (text: string, environment: Environment): YamlReading => {
  const lines = new LineCounter();
  const unreadable = (flaws: readonly Flaw[]): YamlReading => ({
    marks: makeMarks(new Map(), lines),
    flaws,
  });
  if (Buffer.byteLength(text) > maxConfigBytes) {
    return unreadable([{ path: [], offset: 0, message: "is larger than 1 MiB" }]);
  }
  const documents = parse(text, lines);
  if (documents === "too deep") {
    return unreadable([{ path: [], offset: 0, message: "is nested too deeply" }]);
  }
  const [document, second] = documents;
  const syntax = documents.flatMap(({ errors, warnings }) => errors.concat(warnings));
  if (syntax.length > 0)
    return unreadable(firstPerPlace(syntax).map((error) => toFlaw(error, text)));
  if (second !== undefined) return unreadable([secondDocument(second)]);
  if (!isNode(document?.contents)) return unreadable([emptyFile]);
  const { tree, marks, flaws } = convertNodes(document, text, environment);
  return { ...(tree === undefined ? {} : { tree }), marks: makeMarks(marks, lines), flaws };
};

const emptyFile: Flaw = {
  path: [],
  offset: 0,
  message: "is empty",
  hint: "`pharosctl init` writes a file to start from",
};

/** Duplicate keys are looked for when nodes are converted: the library's own search is quadratic. */
const parse = (text: string, lines: LineCounter): readonly Document[] | "too deep" => {
  try {
    const options = { lineCounter: lines, prettyErrors: false, uniqueKeys: false } as const;
    return [...parseAllDocuments(text, options)];
  } catch (error) {
    // The parser is recursive: thousands of open brackets end its stack.
    if (error instanceof RangeError) return "too deep";
    throw error;
  }
};

/** One broken bracket makes the parser complain about all that were open. */
const firstPerPlace = (errors: readonly YAMLError[]): readonly YAMLError[] => {
  const places = new Map(errors.toReversed().map((error) => [error.pos[0], error]));
  return [...places.values()].toSorted((a, b) => a.pos[0] - b.pos[0]).slice(0, maxSyntaxErrors);
};

const maxSyntaxErrors = 10;

const toFlaw = (error: YAMLError, text: string): Flaw => {
  const offset = error.pos[0];
  const line = text.slice(text.lastIndexOf("\n", offset - 1) + 1).split("\n", 1)[0] ?? "";
  const hint = /[[{].*\$\{/.test(line)
    ? { hint: 'inside [ ] and { }, quote variables: "${NAME}"' }
    : {};
  return { path: [], offset, message: `is not valid YAML: ${lowerFirst(error.message)}`, ...hint };
};

const secondDocument = (document: Document): Flaw => ({
  path: [],
  offset: document.range?.[0] ?? 0,
  message: "holds more than one YAML document",
  hint: "keep one, and remove the line ---",
});

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
