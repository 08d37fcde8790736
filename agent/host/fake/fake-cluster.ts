import type { EtcdMember } from "../etcd.ts";
import type { KubernetesAnswer, KubernetesObject } from "../kubernetes.ts";
import { mergePatch, withoutFields } from "./merge-objects.ts";

const COLLECTION = /^\/(?:api\/v1|apis\/[^/]+\/[^/]+)(?:\/namespaces\/[^/]+)?\/[^/]+$/;

/** Objects of one Kubernetes API, by path; all hosts of a cluster share one. */
export class FakeCluster {
  readonly #objects = new Map<string, KubernetesObject>();
  /** What was last applied by path: fields that are left out the next time go away. */
  readonly #applied = new Map<string, KubernetesObject>();
  /** Hosts whose API server runs. */
  readonly apiServers = new Set<string>();
  /** Members of its etcd, by id. */
  readonly etcdMembers = new Map<string, EtcdMember>();
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
    return COLLECTION.test(plain)
      ? ok({ kind: "List", items: this.#children(plain) })
      : { kind: "not-found" };
  };

  readonly apply = (path: string, object: KubernetesObject): KubernetesAnswer => {
    const kept = withoutFields(
      this.#objects.get(path) ?? {},
      this.#applied.get(path) ?? {},
      object,
    );
    this.#applied.set(path, structuredClone(object));
    return this.#store(path, mergePatch(kept, object));
  };

  readonly patch = (path: string, patch: KubernetesObject): KubernetesAnswer => {
    const known = this.#objects.get(path);
    return known === undefined
      ? { kind: "not-found" }
      : this.#store(path, mergePatch(known, patch));
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

  readonly snapshot = (): ReadonlyMap<string, KubernetesObject> => this.#objects;

  readonly #store = (path: string, object: KubernetesObject): KubernetesAnswer => {
    this.#objects.set(path, structuredClone(object));
    return ok(object);
  };

  readonly #children = (path: string): readonly KubernetesObject[] =>
    [...this.#objects]
      .filter(([key]) => key.startsWith(`${path}/`) && !key.slice(path.length + 1).includes("/"))
      .map(([, object]) => object);
}

const ok = (object: KubernetesObject): KubernetesAnswer => ({ kind: "ok", object });

const nameOf = ({ metadata }: KubernetesObject): string =>
  typeof metadata === "object" && metadata !== null && "name" in metadata
    ? String(metadata.name)
    : "";
