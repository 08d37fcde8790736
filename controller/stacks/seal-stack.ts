import { createHash } from "node:crypto";
import { isJsonObject } from "../../shared/spec/json-value.ts";
import {
  type JsonObject,
  type JsonValue,
  type ObjectSecret,
  type ObjectStack,
  type SecretRef,
  STACK_LABEL,
} from "../../shared/spec/node-spec.ts";
import type { DraftObject, DraftStack } from "./draft-stack.ts";
import { writeOutDefaults } from "./write-out-defaults.ts";

/** A secret on its way to the host that applies it. */
export interface SealedSecret extends SecretRef {
  /** As Kubernetes takes it: base64. */
  readonly value: string;
}

export interface SealedStack {
  readonly stack: ObjectStack;
  readonly secrets: readonly SealedSecret[];
}

/**
 * Labels each object as the stack's, puts what others stand on first, and takes the values of Secrets
 * out: the stack names them by `hashSecret`.
 */
export const sealStack = (
  { name, objects }: DraftStack,
  hashSecret: (value: string) => string,
): SealedStack => {
  const sealed = objects
    .map((draft) => ({ draft, secrets: sealValues(name, draft, hashSecret) }))
    .toSorted((a, b) => rankOf(a.draft.object) - rankOf(b.draft.object));
  return {
    stack: {
      name,
      objects: sealed.map(({ draft, secrets }) => toObject(name, draft, secrets)),
    },
    secrets: sealed.flatMap(({ secrets }) => secrets.map(({ secret }) => secret)),
  };
};

interface KeyedSecret {
  readonly key: string;
  readonly secret: SealedSecret;
}

const sealValues = (
  stack: string,
  { object, values = {} }: DraftObject,
  hashSecret: (value: string) => string,
): readonly KeyedSecret[] =>
  Object.entries(values).map(([key, value]) => ({
    key,
    secret: { name: secretName(stack, object, key), hash: hashSecret(value), value },
  }));

/** A name that any store takes, whatever Kubernetes allows in the names of Secrets and their keys. */
const secretName = (stack: string, { metadata }: JsonObject, key: string): string => {
  const { namespace = "", name = "" } = isJsonObject(metadata) ? metadata : {};
  const place = JSON.stringify([stack, namespace, name, key]);
  return `stack-${createHash("sha256").update(place).digest("hex").slice(0, 32)}`;
};

const toObject = (
  stack: string,
  { object, source, generated = {} }: DraftObject,
  secrets: readonly KeyedSecret[],
) => {
  const all: readonly ObjectSecret[] = [
    ...secrets.map(({ key, secret: { name, hash } }): ObjectSecret => ({
      key,
      from: { kind: "stored", ref: { name, hash } },
    })),
    ...Object.entries(generated).map(([key, bytes]): ObjectSecret => ({
      key,
      from: { kind: "generated", bytes },
    })),
  ];
  return {
    object: withLabel(writeOutDefaults(object), stack),
    ...(source === undefined ? {} : { source }),
    ...(all.length === 0 ? {} : { secrets: all }),
  };
};

const withLabel = (object: JsonObject, stack: string): JsonObject => {
  const metadata = isJsonObject(object["metadata"]) ? object["metadata"] : {};
  const labels = isJsonObject(metadata["labels"]) ? metadata["labels"] : {};
  return { ...object, metadata: { ...metadata, labels: { ...labels, [STACK_LABEL]: stack } } };
};

/** Kinds that others need, in this order; webhooks judge what comes after them, so they come last. */
const FIRST: readonly JsonValue[] = [
  "Namespace",
  "PriorityClass",
  "CustomResourceDefinition",
  "ServiceAccount",
  "Secret",
  "ConfigMap",
  "ClusterRole",
  "ClusterRoleBinding",
  "Role",
  "RoleBinding",
  "PersistentVolumeClaim",
  "Service",
];
const LAST: readonly JsonValue[] = [
  "MutatingWebhookConfiguration",
  "ValidatingWebhookConfiguration",
];

const rankOf = ({ kind = "" }: JsonObject): number => {
  const first = FIRST.indexOf(kind);
  return first >= 0 ? first : FIRST.length + 1 + LAST.indexOf(kind);
};
