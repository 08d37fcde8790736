/**
 * Whose eyes: this host's admin.conf (masters), or its kubelet's client certificate. `local`: as admin,
 * and of the API server on this host alone, where the others may be any master's.
 */
export type KubernetesIdentity = "admin" | "node" | "local";

/** A JSON object as the API server gave it. */
export type KubernetesObject = Readonly<Record<string, unknown>>;

export type KubernetesAnswer =
  | {
      readonly kind: "ok";
      readonly object: KubernetesObject;
      /** When that was by the server's clock, to the second; absent: it did not say. */
      readonly servedAtMs?: number;
    }
  | { readonly kind: "not-found" }
  /** The server answered no: 403, 409, 422… with its own message. */
  | { readonly kind: "refused"; readonly status: number; readonly message: string }
  /** No credentials on this host yet, or nobody answers within 10 s. */
  | { readonly kind: "unreachable"; readonly reason: string };

export interface KubernetesReader {
  /** GET of an absolute API path: `/api/v1/nodes/w1`, `/readyz`. `/readyz`'s text is `{text}`. */
  readonly get: (identity: KubernetesIdentity, path: string) => Promise<KubernetesAnswer>;
  /** GET of a list as `admin`, of whose objects only the metadata comes. */
  readonly listMetadata: (path: string) => Promise<KubernetesAnswer>;
  /** What a server-side apply would make of it; nothing is stored. As `admin`. */
  readonly dryRun: (path: string, object: KubernetesObject) => Promise<KubernetesAnswer>;
}

export interface KubernetesWriter {
  /** Server-side apply under field manager `pharosctl`, forced. */
  readonly apply: (path: string, object: KubernetesObject) => Promise<KubernetesAnswer>;
  /** JSON merge patch, as `admin` where nobody else is named. */
  readonly patch: (
    path: string,
    patch: KubernetesObject,
    identity?: KubernetesIdentity,
  ) => Promise<KubernetesAnswer>;
  /**
   * Has the server store an object as it is; it writes only what etcd would not have the same now. Of the
   * answer only the metadata comes.
   */
  readonly rewrite: (path: string) => Promise<KubernetesAnswer>;
  readonly create: (path: string, object: KubernetesObject) => Promise<KubernetesAnswer>;
  readonly delete: (path: string) => Promise<KubernetesAnswer>;
}
