import type * as wire from "../rpc/gen/spec.ts";
import { messageInvalidError } from "../errors/rpc-errors.ts";
import { isJsonObject, isJsonValue } from "./json-value.ts";
import type { ClusterObjectsSpec, JsonObject, ObjectSecret } from "./node-spec.ts";
import { fromWireTaint, toWireTaint } from "./taint-wire.ts";

export const toWireClusterObjects = (objects: ClusterObjectsSpec): wire.ClusterObjectsSpec => ({
  nodes: objects.nodes.map(({ name, labels, taints, podCidr }) => ({
    name,
    labels,
    taints: taints.map(toWireTaint),
    podCidr,
  })),
  storedConfiguration: objects.storedConfiguration,
  stacks: objects.stacks.map(({ name, objects: members }) => ({
    name,
    objects: members.map(({ object, source, secrets = [] }) => ({
      json: JSON.stringify(object),
      source,
      secrets: secrets.map(toWireSecret),
    })),
  })),
});

/** Throws MESSAGE_INVALID. */
export const fromWireClusterObjects = (objects: wire.ClusterObjectsSpec): ClusterObjectsSpec => ({
  nodes: objects.nodes.map(({ name, labels, taints, podCidr }) => ({
    name,
    labels,
    taints: taints.map(fromWireTaint),
    ...(podCidr === undefined ? {} : { podCidr }),
  })),
  storedConfiguration: objects.storedConfiguration,
  stacks: objects.stacks.map(({ name, objects: members }) => ({
    name,
    objects: members.map(({ json, source, secrets }) => ({
      object: parseObject(json),
      ...(source === undefined ? {} : { source }),
      ...(secrets.length === 0 ? {} : { secrets: secrets.map(fromWireSecret) }),
    })),
  })),
});

const toWireSecret = ({ key, from }: ObjectSecret): wire.ObjectSecret =>
  from.kind === "stored"
    ? { key, from: "stored", stored: from.ref }
    : { key, from: "generatedBytes", generatedBytes: from.bytes };

const fromWireSecret = (secret: wire.ObjectSecret): ObjectSecret => {
  const { key } = secret;
  switch (secret.from) {
    case "stored":
      return { key, from: { kind: "stored", ref: secret.stored } };
    case "generatedBytes":
      return { key, from: { kind: "generated", bytes: secret.generatedBytes } };
    case undefined:
      throw messageInvalidError({ message: "ObjectSecret", field: "from", reason: "is missing" });
  }
};

const parseObject = (json: string): JsonObject => {
  const value = parseJson(json);
  if (isJsonValue(value) && isJsonObject(value)) return value;
  throw messageInvalidError({ message: "StackObject", field: "json", reason: "is no JSON object" });
};

const parseJson = (json: string): unknown => {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
};
