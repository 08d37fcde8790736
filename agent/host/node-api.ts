import type { KubernetesAnswer, KubernetesObject } from "./kubernetes.ts";

/** A request to the Kubernetes API with the kubelet's own certificate. */
export interface NodeRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH";
  /** With the query. */
  readonly path: string;
  readonly body?: KubernetesObject;
  /** What a PATCH is: with `strategic` lists such as conditions are merged by their keys. Default: `merge`. */
  readonly patch?: "merge" | "strategic";
  /**
   * As user `pharos:turns`, whom nodes may impersonate: the API server lets nodes themselves write no
   * Lease but their own heartbeat. Default: as the node.
   */
  readonly asTurnTaker?: boolean;
}

export type NodeApi = (request: NodeRequest) => Promise<KubernetesAnswer>;
