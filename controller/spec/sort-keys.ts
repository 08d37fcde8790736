import { isJsonList } from "../../shared/spec/json-value.ts";
import type { JsonObject, JsonValue } from "../../shared/spec/node-spec.ts";

/** The same mapping in the order of its keys: a spec's bytes do not depend on how cluster.yml is laid out. */
export const sortKeys = <Value>(
  mapping: Readonly<Record<string, Value>>,
): Readonly<Record<string, Value>> =>
  Object.fromEntries(Object.entries(mapping).toSorted(([a], [b]) => (a < b ? -1 : 1)));

/** At every depth. */
export const sortJson = (object: JsonObject): JsonObject =>
  sortKeys(
    Object.fromEntries(Object.entries(object).map(([key, value]) => [key, sortValue(value)])),
  );

const sortValue = (value: JsonValue): JsonValue => {
  if (isJsonList(value)) return value.map(sortValue);
  return typeof value === "object" && value !== null ? sortJson(value) : value;
};
