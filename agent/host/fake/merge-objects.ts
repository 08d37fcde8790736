import type { KubernetesObject } from "../kubernetes.ts";

/** JSON merge patch (RFC 7386): objects are merged, lists replaced, `null` removes. */
export const mergePatch = (object: KubernetesObject, patch: KubernetesObject): KubernetesObject => {
  const merged: Record<string, unknown> = { ...object };
  for (const [key, value] of Object.entries(patch)) {
    const known = merged[key];
    if (value === null) delete merged[key];
    else merged[key] = isObject(value) ? mergePatch(isObject(known) ? known : {}, value) : value;
  }
  return merged;
};

/** `object` without the leaves that `before` has and `after` has not: what an applier no longer owns. */
export const withoutFields = (
  object: KubernetesObject,
  before: KubernetesObject,
  after: KubernetesObject,
): KubernetesObject => {
  const left: Record<string, unknown> = { ...object };
  for (const [key, value] of Object.entries(before)) {
    const known = left[key];
    const next = after[key];
    if (isObject(value) && isObject(known))
      left[key] = withoutFields(known, value, isObject(next) ? next : {});
    else if (next === undefined) delete left[key];
  }
  return left;
};

export const isObject = (value: unknown): value is KubernetesObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
