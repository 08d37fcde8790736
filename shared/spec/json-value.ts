import type { JsonObject, JsonValue } from "./node-spec.ts";

/** Whether something that was parsed is JSON all the way down: no `undefined`, date or bigint. */
export const isJsonValue = (value: unknown): value is JsonValue => {
  if (value === null) return true;
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value === "string" || typeof value === "boolean") return true;
  if (Array.isArray(value)) return value.every(isJsonValue);
  return isPlain(value) && Object.values(value).every(isJsonValue);
};

export const isJsonObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !isJsonList(value);

// Array.isArray does not narrow a readonly array away.
export const isJsonList = (value: JsonValue | undefined): value is readonly JsonValue[] =>
  Array.isArray(value);

const isPlain = (value: unknown): value is object =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
