import type { KubernetesAnswer, KubernetesObject } from "./kubernetes.ts";

/** A request to the Kubernetes API with the kubelet's own certificate. */
export interface NodeRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH";
  /** With the query. */
  readonly path: string;
  /** A PATCH is a JSON merge patch. */
  readonly body?: KubernetesObject;
  /**
   * As user `pharos:turns`, whom nodes may impersonate: the API server lets nodes themselves write no
   * Lease but their own heartbeat. Default: as the node.
   */
  readonly asTurnTaker?: boolean;
}

export type NodeApi = (request: NodeRequest) => Promise<KubernetesAnswer>;
