import type { EtcdMember } from "../etcd.ts";
import type { KubernetesAnswer, KubernetesObject } from "../kubernetes.ts";
import { textAt, valueAt } from "../../../shared/spec/json-path.ts";
import { isObject, mergePatch, withoutFields } from "./merge-objects.ts";

const COLLECTION = /^\/(?:api\/v1|apis\/[^/]+\/[^/]+)(?:\/namespaces\/[^/]+)?\/[^/]+$/;

/** Longer than a few writes of an agent, shorter than any wait. */
const CONTROLLERS_TAKE_MS = 200;

const GROUP = /^\/apis\/[^/]+\/[^/]+$/;

/** Objects of one Kubernetes API, by path; all hosts of a cluster share one. */
export class FakeCluster {
  readonly #objects = new Map<string, KubernetesObject>();
  /** What was last applied by path: fields that are left out the next time go away. */
  readonly #applied = new Map<string, KubernetesObject>();
  /** When controllers will have seen a change, by path. */
  readonly #seenByControllersMs = new Map<string, number>();
  #clockMs = 0;
  /** Hosts whose API server runs. */
  readonly apiServers = new Set<string>();
  /** Members of its etcd, by id. */
  readonly etcdMembers = new Map<string, EtcdMember>();
  /** Paths of objects that were stored once more as they are, in that order. */
  readonly rewritten: string[] = [];
  version = "v1.20.2";

  readonly put = (path: string, object: KubernetesObject): void => {
    this.#objects.set(path, object);
  };

  readonly get = (path: string): KubernetesAnswer => {
    const [plain = ""] = path.split("?");
    if (plain === "/readyz" || plain === "/livez" || plain === "/healthz")
      return ok({ text: "ok" });
    if (plain === "/version") return ok({ gitVersion: this.version });
    const object = this.#objects.get(plain);
    if (object !== undefined) return ok(object);
    if (GROUP.test(plain)) return this.#resources(plain);
    return COLLECTION.test(plain)
      ? ok({ kind: "List", items: this.#children(plain) })
      : { kind: "not-found" };
  };

  readonly apply = (path: string, object: KubernetesObject): KubernetesAnswer => {
    const merged = this.#merge(path, object);
    this.#applied.set(path, structuredClone(object));
    return this.#store(path, merged);
  };

  readonly dryRun = (path: string, object: KubernetesObject): KubernetesAnswer =>
    ok(this.#merge(path, object));

  readonly patch = (path: string, patch: KubernetesObject): KubernetesAnswer => {
    const known = this.#objects.get(path);
    return known === undefined
      ? { kind: "not-found" }
      : this.#store(path, mergePatch(known, patch));
  };

  /** Of all namespaces, a page of them: `/api/v1/secrets?limit=2&continue=2`. */
  readonly listMetadata = (path: string): KubernetesAnswer => {
    const { pathname, searchParams } = new URL(path, "https://fake");
    const kind = `/${pathname.split("/").at(-1) ?? ""}/`;
    const all = [...this.#objects].filter(([key]) => key.includes(kind));
    const from = Number(searchParams.get("continue") ?? 0);
    const end = from + Number(searchParams.get("limit") ?? all.length);
    const items = all.slice(from, end).map(([, { metadata }]) => ({ metadata }));
    const more =
      end < all.length ? { continue: `${end}`, remainingItemCount: all.length - end } : {};
    return ok({ metadata: more, items });
  };

  readonly rewrite = (path: string): KubernetesAnswer => {
    const known = this.#objects.get(path);
    if (known === undefined) return { kind: "not-found" };
    this.rewritten.push(path);
    return ok({ metadata: known["metadata"] });
  };

  readonly create = (path: string, object: KubernetesObject): KubernetesAnswer => {
    const full = `${path}/${nameOf(object)}`;
    if (!this.#objects.has(full)) return this.#store(full, object);
    return { kind: "refused", status: 409, message: `${full} already exists` };
  };

  readonly delete = (path: string): KubernetesAnswer => {
    this.#applied.delete(path);
    return this.#objects.delete(path) ? ok({ status: "Success" }) : { kind: "not-found" };
  };

  /** Time goes by, and controllers do their work. */
  readonly advance = (ms: number): void => {
    this.#clockMs += ms;
    for (const [path, atMs] of this.#seenByControllersMs) {
      const object = this.#objects.get(path);
      if (atMs > this.#clockMs) continue;
      this.#seenByControllersMs.delete(path);
      if (object !== undefined) this.#objects.set(path, afterControllers(object));
    }
  };

  readonly snapshot = (): ReadonlyMap<string, KubernetesObject> => this.#objects;

  readonly #merge = (path: string, object: KubernetesObject): KubernetesObject => {
    const known = this.#objects.get(path) ?? {};
    return mergePatch(withoutFields(known, this.#applied.get(path) ?? {}, object), object);
  };

  readonly #store = (path: string, object: KubernetesObject): KubernetesAnswer => {
    const stored = withGeneration(structuredClone(object), this.#objects.get(path));
    this.#objects.set(path, stored);
    this.#seenByControllersMs.set(path, this.#clockMs + CONTROLLERS_TAKE_MS);
    return ok(stored);
  };

  /** Kinds that definitions in this cluster have added to a group and version. */
  readonly #resources = (path: string): KubernetesAnswer => {
    const [, , group = "", version = ""] = path.split("/");
    const resources = [...this.#objects.values()]
      .filter((object) => textAt(object, "spec", "group") === group)
      .map((object) => ({
        name: textAt(object, "spec", "names", "plural"),
        kind: textAt(object, "spec", "names", "kind"),
        namespaced: textAt(object, "spec", "scope") === "Namespaced",
      }));
    return resources.length === 0
      ? { kind: "not-found" }
      : ok({ kind: "APIResourceList", groupVersion: `${group}/${version}`, resources });
  };

  readonly #children = (path: string): readonly KubernetesObject[] =>
    [...this.#objects]
      .filter(([key]) => key.startsWith(`${path}/`) && !key.slice(path.length + 1).includes("/"))
      .map(([, object]) => object);
}

/** Every change of a workload counts, so that its controller can say which one it has seen. */
const withGeneration = (
  object: KubernetesObject,
  before: KubernetesObject | undefined,
): KubernetesObject => {
  if (valueAt(object, "kind") !== "Deployment" && valueAt(object, "kind") !== "DaemonSet")
    return object;
  const generation = Number(valueAt(before, "metadata", "generation") ?? 0) + 1;
  const { metadata } = object;
  return { ...object, metadata: { ...(isObject(metadata) ? metadata : {}), generation } };
};

/** What controllers write soon after: everything runs, definitions are served. */
const afterControllers = (object: KubernetesObject): KubernetesObject => {
  const replicas = Number(valueAt(object, "spec", "replicas") ?? 1);
  const observedGeneration = valueAt(object, "metadata", "generation");
  switch (textAt(object, "kind")) {
    case "Deployment":
    case "StatefulSet":
      return {
        ...object,
        status: { observedGeneration, updatedReplicas: replicas, readyReplicas: replicas },
      };
    case "DaemonSet":
      return {
        ...object,
        status: {
          observedGeneration,
          desiredNumberScheduled: 1,
          updatedNumberScheduled: 1,
          numberReady: 1,
        },
      };
    case "CustomResourceDefinition":
      return { ...object, status: { conditions: [{ type: "Established", status: "True" }] } };
    default:
      return object;
  }
};

const ok = (object: KubernetesObject): KubernetesAnswer => ({ kind: "ok", object });

const nameOf = ({ metadata }: KubernetesObject): string =>
  typeof metadata === "object" && metadata !== null && "name" in metadata
    ? String(metadata.name)
    : "";
