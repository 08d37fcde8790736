import { FakeCluster } from "../../agent/host/fake/fake-cluster.ts";
import type { EtcdMember } from "../../agent/host/etcd.ts";
import type { KubernetesObject } from "../../agent/host/kubernetes.ts";

/** A change of the cluster, as one process tells it to the others. */
export type ClusterChange =
  | {
      readonly act: "put" | "apply" | "patch" | "create";
      readonly path: string;
      readonly object: KubernetesObject;
    }
  | { readonly act: "delete"; readonly path: string }
  | { readonly act: "api-server"; readonly host: string; readonly isThere: boolean }
  | { readonly act: "etcd"; readonly id: string; readonly member?: EtcdMember };

/**
 * The Kubernetes API of hosts that live in several processes: each has all of it, and tells the others
 * what it has changed.
 */
export class SharedCluster extends FakeCluster {
  readonly #tell: (change: ClusterChange) => void;
  readonly #own = writersOf(this);

  constructor(tell: (change: ClusterChange) => void) {
    super();
    this.#tell = tell;
  }

  override readonly put: FakeCluster["put"] = (path, object) => {
    this.#own.put(path, object);
    this.#tell({ act: "put", path, object });
  };

  override readonly apply: FakeCluster["apply"] = (path, object) => {
    this.#tell({ act: "apply", path, object });
    return this.#own.apply(path, object);
  };

  override readonly patch: FakeCluster["patch"] = (path, object) => {
    this.#tell({ act: "patch", path, object });
    return this.#own.patch(path, object);
  };

  override readonly create: FakeCluster["create"] = (path, object) => {
    this.#tell({ act: "create", path, object });
    return this.#own.create(path, object);
  };

  override readonly delete: FakeCluster["delete"] = (path) => {
    this.#tell({ act: "delete", path });
    return this.#own.delete(path);
  };

  override readonly apiServers: Set<string> = new ToldSet((host, isThere) =>
    this.#tell({ act: "api-server", host, isThere }),
  );

  override readonly etcdMembers: Map<string, EtcdMember> = new ToldMap<EtcdMember>((id, member) =>
    this.#tell({ act: "etcd", id, ...(member === undefined ? {} : { member }) }),
  );

  /** Does what another process has told. */
  readonly take = (change: ClusterChange): void => {
    switch (change.act) {
      case "put":
      case "apply":
      case "patch":
      case "create":
        this.#own[change.act](change.path, change.object);
        return;
      case "delete":
        this.#own.delete(change.path);
        return;
      case "api-server":
        if (change.isThere) Set.prototype.add.call(this.apiServers, change.host);
        else Set.prototype.delete.call(this.apiServers, change.host);
        return;
      case "etcd":
        if (change.member === undefined) Map.prototype.delete.call(this.etcdMembers, change.id);
        else Map.prototype.set.call(this.etcdMembers, change.id, change.member);
    }
  };
}

/** As they are at this moment: before they are overridden. */
const writersOf = ({ put, apply, patch, create, delete: remove }: FakeCluster) => ({
  put,
  apply,
  patch,
  create,
  delete: remove,
});

class ToldSet extends Set<string> {
  readonly #tell: (value: string, isThere: boolean) => void;

  constructor(tell: (value: string, isThere: boolean) => void) {
    super();
    this.#tell = tell;
  }

  override add(value: string): this {
    this.#tell(value, true);
    return super.add(value);
  }

  override delete(value: string): boolean {
    this.#tell(value, false);
    return super.delete(value);
  }
}

class ToldMap<Value> extends Map<string, Value> {
  readonly #tell: (key: string, value: Value | undefined) => void;

  constructor(tell: (key: string, value: Value | undefined) => void) {
    super();
    this.#tell = tell;
  }

  override set(key: string, value: Value): this {
    this.#tell(key, value);
    return super.set(key, value);
  }

  override delete(key: string): boolean {
    this.#tell(key, undefined);
    return super.delete(key);
  }
}
