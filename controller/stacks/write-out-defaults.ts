import { isJsonList, isJsonObject } from "../../shared/spec/json-value.ts";
import type { JsonObject, JsonValue } from "../../shared/spec/node-spec.ts";

/** Kinds with pods or ports, where TCP is what no protocol means. */
const KINDS: ReadonlyMap<JsonValue | undefined, readonly string[]> = new Map([
  ["v1", ["Pod", "Service"]],
  ["apps/v1", ["DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"]],
  ["batch/v1", ["CronJob", "Job"]],
]);

/**
 * Writes out what Kubernetes has defaults for, and server-side apply of 1.20 all the same refuses to do
 * without: the protocol of ports, which is part of their key (kubernetes#92332), and quantities as text.
 */
export const writeOutDefaults = (object: JsonObject): JsonObject =>
  KINDS.get(object["apiVersion"])?.some((kind) => kind === object["kind"]) === true
    ? mapValues(object, fill)
    : object;

const fill = (value: JsonValue, key: string): JsonValue => {
  if (isJsonList(value))
    return value.map((item) => (key === "ports" ? withProtocol(item) : fill(item, "")));
  if (!isJsonObject(value)) return value;
  return mapValues(value, key === "limits" || key === "requests" ? toQuantity : fill);
};

const withProtocol = (port: JsonValue): JsonValue =>
  isJsonObject(port) && port["protocol"] === undefined ? { ...port, protocol: "TCP" } : port;

const toQuantity = (value: JsonValue): JsonValue =>
  typeof value === "number" ? String(value) : value;

const mapValues = (
  object: JsonObject,
  change: (value: JsonValue, key: string) => JsonValue,
): JsonObject =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value, key)]));
