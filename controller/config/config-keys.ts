import * as z from "zod";
import { ClusterConfig } from "./cluster-config.ts";
import type { ConfigPath } from "./config-path.ts";

/** A key that cluster.yml may hold. */
export interface ConfigKey {
  /** `hosts[].labels`; `*` stands for names of one's own. */
  readonly pattern: string;
  readonly type: string;
  /** As YAML in one line; absent when there is none. */
  readonly default?: string;
  readonly required: boolean;
  readonly description: string;
  /** Whether it names a file on the administrator's machine. */
  readonly isPath: boolean;
}

type Schema = z.core.JSONSchema.JSONSchema;

/** The JSON Schema (2020-12) of cluster.yml, for editors. Made once, when it is first asked for. */
export const clusterJsonSchema = (): Schema => {
  made ??= { title: "pharosctl cluster.yml", ...z.toJSONSchema(ClusterConfig, { io: "input" }) };
  return made;
};

let made: Schema | undefined;

/** All keys in the order of the schema. */
export const listConfigKeys = (): readonly ConfigKey[] => keysBelow(clusterJsonSchema(), "");

/** Names of keys that the schema knows at a place; empty where names are free. */
export const knownKeysAt = (path: ConfigPath): readonly string[] =>
  path
    .reduce(
      (schemas, step) => schemas.flatMap((schema) => descend(schema, step)),
      alternatives(clusterJsonSchema()),
    )
    .flatMap((schema) => Object.keys(schema.properties ?? {}));

const keysBelow = (schema: Schema, prefix: string): readonly ConfigKey[] =>
  alternatives(schema).flatMap((one) => [
    ...Object.entries(one.properties ?? {}).flatMap(([name, child]) => {
      const property = toSchema(child);
      const pattern = prefix === "" ? name : `${prefix}.${name}`;
      const required = one.required?.includes(name) === true;
      return [toKey(pattern, property, required), ...keysBelow(property, pattern)];
    }),
    ...keysOf(one.additionalProperties, `${prefix}.*`),
    ...keysOf(Array.isArray(one.items) ? undefined : one.items, `${prefix}[]`),
  ]);

const keysOf = (schema: unknown, prefix: string): readonly ConfigKey[] =>
  isSchema(schema) ? keysBelow(schema, prefix) : [];

const toKey = (pattern: string, schema: Schema, required: boolean): ConfigKey => ({
  pattern,
  type: [...new Set(alternatives(schema).map(typeName))].join(" or "),
  ...(schema.default === undefined ? {} : { default: JSON.stringify(schema.default) }),
  required,
  description: schema.description ?? "",
  isPath: alternatives(schema).some(
    ({ format, items }) => format === "path" || toSchema(items).format === "path",
  ),
});

const typeName = (schema: Schema): string => {
  if (schema.enum !== undefined)
    return schema.enum.map((value) => `\`${String(value)}\``).join(", ");
  if (schema.format === "path") return "file";
  switch (schema.type) {
    case "object":
      return "mapping";
    case "array":
      return `list of ${alternatives(toSchema(schema.items)).map(typeName).join(" or ")}`;
    case "string":
      return "text";
    case "integer":
    case "number":
      return "number";
    case "boolean":
      return "true or false";
    default:
      return "anything";
  }
};

/** The branches of a union, unions inside of it included. */
const alternatives = (schema: Schema): readonly Schema[] =>
  schema.anyOf === undefined
    ? [schema]
    : schema.anyOf.flatMap((one) => alternatives(toSchema(one)));

const descend = (schema: Schema, step: string | number): readonly Schema[] => {
  if (typeof step === "number") return alternatives(toSchema(schema.items));
  const child = schema.properties?.[step] ?? schema.additionalProperties;
  return alternatives(toSchema(child));
};

const toSchema = (value: unknown): Schema => (isSchema(value) ? value : {});

const isSchema = (value: unknown): value is Schema =>
  typeof value === "object" && value !== null && !Array.isArray(value);
