import {
  kubernetesKindUnknown,
  kubernetesUnreachable,
} from "../../shared/errors/kubernetes-errors.ts";
import type { ObjectSecret } from "../../shared/spec/node-spec.ts";
import type { Change } from "../engine/change.ts";
import type { Ref } from "../engine/ref.ts";
import type { Task } from "../engine/task.ts";
import type { HostReader } from "../host/host.ts";
import type { KubernetesObject } from "../host/kubernetes.ts";
import { hasCluster } from "../kubernetes/look-up.ts";
import { listAt, textAt } from "../../shared/spec/json-path.ts";
import { objectOrAbsent, requireObject, silenceOf } from "../kubernetes/kubernetes-answer.ts";
import { diffObjects } from "../kubernetes/object-difference.ts";
import { fillSecrets, keepSecrets, missingSecrets } from "../kubernetes/object-secrets.ts";
import {
  findResourcePath,
  identityOf,
  objectId,
  type ResourcePath,
} from "../kubernetes/resource-path.ts";

export interface KubernetesObjectSpec {
  /** All fields that are ours, with apiVersion, kind and name; fields that are not here are others'. */
  readonly object: KubernetesObject;
  /** File and document it comes from, for errors; absent for objects of our own making. */
  readonly source?: string;
  /** Values of a Secret, which the object does not hold. */
  readonly secrets?: readonly ObjectSecret[];
  /** What has to be there first: its namespace, its kind's definition. */
  readonly needs?: readonly Ref[];
}

export type KubernetesObjectState =
  | { readonly kind: "present"; readonly changes: readonly Change[] }
  /** No cluster yet, no such kind yet, or no such object. */
  | { readonly kind: "missing" }
  | { readonly kind: "unknown"; readonly reason: string };

/**
 * One object in the cluster, by server-side apply: fields that the spec no longer has go too. What
 * would change is the API server's own word, by a dry run. A definition of a new kind is there when
 * the API server has established it.
 */
export const kubernetesObject: Task<KubernetesObjectSpec, KubernetesObjectState> = {
  kind: "kubernetes-object",
  name: ({ object }) => idOf(object),
  title: ({ object }) => `keep object ${idOf(object)}`,
  reads: ({ needs = [] }) => ["control-plane:local", ...needs],
  writes: ({ object }) => [`object:${idOf(object)}`],
  check: async (host, spec) => await observe(host, spec),
  predict: (state) => (state.kind === "unknown" ? { kind: "missing" } : state),
  diff: (state) => {
    switch (state.kind) {
      case "present":
        return state.changes;
      case "missing":
        return [{ field: "object", after: "present" }];
      case "unknown":
        return [{ field: "object", before: `unknown: ${state.reason}`, after: "as wanted" }];
    }
  },
  leave: (state) =>
    state.kind === "unknown" ? [{ field: "object", kind: "unknown", reason: state.reason }] : [],
  apply: async (host, spec) => {
    const what = describe(spec);
    const place = await findResourcePath(host.kubernetes, identityOf(spec.object));
    const path = requirePath(place, spec);
    const wanted =
      spec.secrets === undefined
        ? spec.object
        : await fillSecrets(
            host,
            spec,
            objectOrAbsent(await host.kubernetes.get("admin", path), what),
          );
    requireObject(await host.kubernetes.apply(path, wanted), what);
  },
  settle: { limitMs: 30_000, reason: "the API server takes a new kind of objects up" },
};

const idOf = (object: KubernetesObject): string => objectId(identityOf(object));

const describe = ({ object, source }: KubernetesObjectSpec): string =>
  source === undefined ? idOf(object) : `${idOf(object)} (${source})`;

const observe = async (
  host: HostReader,
  { object, secrets }: KubernetesObjectSpec,
): Promise<KubernetesObjectState> => {
  if (!(await hasCluster(host))) return { kind: "missing" };
  const place = await findResourcePath(host.kubernetes, identityOf(object));
  if (place.kind === "silent") return { kind: "unknown", reason: place.reason };
  if (place.kind === "unknown-kind") return { kind: "missing" };
  const reading = host.kubernetes.get("admin", place.path);
  const [answer, wouldBe] = await Promise.all([
    reading,
    secrets === undefined
      ? host.kubernetes.dryRun(place.path, object)
      : reading.then((found) =>
          host.kubernetes.dryRun(place.path, keepSecrets(object, secrets, found)),
        ),
  ]);
  const reason = silenceOf(answer);
  if (reason !== undefined) return { kind: "unknown", reason };
  if (answer.kind !== "ok") return { kind: "missing" };
  const refusal = silenceOf(wouldBe);
  if (refusal !== undefined) return { kind: "unknown", reason: refusal };
  if (wouldBe.kind !== "ok") return { kind: "missing" };
  const changes = [
    ...diffObjects(answer.object, wouldBe.object),
    ...missingSecrets(answer.object, secrets ?? []),
    ...unestablished(answer.object),
  ];
  return { kind: "present", changes };
};

/** Objects of a new kind are refused until its definition is established. */
const unestablished = (object: KubernetesObject): readonly Change[] => {
  if (textAt(object, "kind") !== "CustomResourceDefinition") return [];
  const established = listAt(object, "status", "conditions").some(
    (condition) =>
      textAt(condition, "type") === "Established" && textAt(condition, "status") === "True",
  );
  return established ? [] : [{ field: "status.established", before: "false", after: "true" }];
};

const requirePath = (place: ResourcePath, spec: KubernetesObjectSpec): string => {
  const what = describe(spec);
  switch (place.kind) {
    case "found":
      return place.path;
    case "silent":
      throw kubernetesUnreachable({ what, reason: place.reason });
    case "unknown-kind": {
      const { apiVersion, kind } = identityOf(spec.object);
      throw kubernetesKindUnknown({ what, apiVersion, kind });
    }
  }
};
