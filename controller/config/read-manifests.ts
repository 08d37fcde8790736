import { type Document, isScalar, LineCounter, parseAllDocuments, visit } from "yaml";
import { isJsonList, isJsonObject, isJsonValue } from "../../shared/spec/json-value.ts";
import type { JsonObject, JsonValue } from "../../shared/spec/node-spec.ts";
import { type Environment, substituteVariables } from "./substitute-variables.ts";

/** One object of a manifest, with the file and document that it comes from. */
export interface ManifestObject {
  readonly object: JsonObject;
  /** `web.yml, document 2`. */
  readonly source: string;
}

export interface ManifestReading {
  readonly objects: readonly ManifestObject[];
  /** What is wrong, each with the file's name and its line. */
  readonly problems: readonly string[];
}

/** Larger ones do not fit into what travels to a host. */
const maxManifestBytes = 2 * 1024 * 1024;

/**
 * The Kubernetes objects of one YAML or JSON text; lists are taken apart, empty documents skipped.
 * With an `environment`, variables are replaced as in cluster.yml; without one, nothing is.
 */
export const readManifests = (
  text: string,
  file: string,
  environment?: Environment,
): ManifestReading => {
  if (Buffer.byteLength(text) > maxManifestBytes)
    return { objects: [], problems: [`${file} is larger than 2 MiB`] };
  const lines = new LineCounter();
  const documents = parse(text, lines);
  if (documents === undefined) return { objects: [], problems: [`${file} is nested too deeply`] };
  const readings = documents.map((document, at) => {
    const source = documents.length > 1 ? `${file}, document ${at + 1}` : file;
    return readDocument(document, { file, source, lines, environment });
  });
  return {
    objects: readings.flatMap(({ objects }) => objects),
    problems: readings.flatMap(({ problems }) => problems),
  };
};

/** Objects that are given twice: `Namespace web, in a.yml and in b.yml`. */
export const findDuplicates = (objects: readonly ManifestObject[]): readonly string[] => {
  const places = new Map<string, string>();
  return objects.flatMap(({ object, source }) => {
    const { apiVersion, kind, metadata } = object;
    const { name = "", namespace = "" } = isJsonObject(metadata) ? metadata : {};
    const group = typeof apiVersion === "string" ? apiVersion.split("/")[0] : "";
    const id = JSON.stringify([group, kind, namespace, name]);
    const first = places.get(id);
    places.set(id, first ?? source);
    const what = [kind, name].filter((word) => typeof word === "string").join(" ");
    return first === undefined ? [] : [`${what}, in ${first} and in ${source}`];
  });
};

interface Place {
  readonly file: string;
  readonly source: string;
  readonly lines: LineCounter;
  readonly environment: Environment | undefined;
}

const parse = (text: string, lineCounter: LineCounter): readonly Document[] | undefined => {
  try {
    return [...parseAllDocuments(text, { lineCounter, prettyErrors: false })];
  } catch (error) {
    // The parser is recursive: thousands of open brackets end its stack.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
};

const readDocument = (document: Document, place: Place): ManifestReading => {
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = place.lines.linePos(error.pos[0]);
    const message = `${place.file}:${line}:${col} is not valid YAML: ${error.message}`;
    return { objects: [], problems: [message] };
  }
  const problems = place.environment === undefined ? [] : substitute(document, place);
  const value: unknown = document.toJS({ maxAliasCount: 100 });
  if (value === undefined || value === null) return { objects: [], problems };
  if (!isJsonValue(value))
    return { objects: [], problems: [`${place.source} holds values that JSON has not`] };
  const read = toObjects(value, place.source);
  return { objects: read.objects, problems: [...problems, ...read.problems] };
};

const substitute = (document: Document, { file, lines, environment }: Place): readonly string[] => {
  const problems: string[] = [];
  visit(document, (_key, node) => {
    if (!isScalar(node) || typeof node.value !== "string") return;
    const result = substituteVariables(node.value, environment ?? {});
    const { line, col } = lines.linePos(node.range?.[0] ?? 0);
    for (const { message, hint } of result.problems)
      problems.push(`${file}:${line}:${col} ${message} (${hint})`);
    node.value = result.text;
  });
  return problems;
};

const toObjects = (value: JsonValue, source: string): ManifestReading => {
  if (!isJsonObject(value))
    return { objects: [], problems: [`${source} is no Kubernetes object, but a ${typeof value}`] };
  const { apiVersion, kind, metadata, items } = value;
  if (typeof apiVersion !== "string" || typeof kind !== "string")
    return { objects: [], problems: [`${source} has no apiVersion or no kind`] };
  if (kind.endsWith("List") && isJsonList(items)) {
    const readings = items.map((item, at) => toObjects(item, `${source}, item ${at + 1}`));
    return {
      objects: readings.flatMap(({ objects }) => objects),
      problems: readings.flatMap(({ problems }) => problems),
    };
  }
  const name = isJsonObject(metadata) ? metadata["name"] : undefined;
  if (typeof name !== "string" || name === "")
    return { objects: [], problems: [`${source} (${kind}) has no metadata.name`] };
  return { objects: [{ object: value, source }], problems: [] };
};
