// Generated from proto/ by `npm run generate`; do not edit.

import type { HostFacts } from "./facts.ts";

export type EtcdVerdict =
  | "ETCD_VERDICT_UNSPECIFIED"
  | "ETCD_VERDICT_GOOD"
  | "ETCD_VERDICT_UNREACHABLE"
  | "ETCD_VERDICT_UNTRUSTED"
  | "ETCD_VERDICT_REFUSED"
  | "ETCD_VERDICT_NO_QUORUM";

export interface GetHealthRequest {
  /** Also asks on the host who serves its pods, which takes up to some seconds where nobody answers. */
  readonly podNetwork: boolean;
}

export interface GetHealthResponse {
  readonly version: string;
  /** Hex SHA-256 of the running bundle. */
  readonly bundleSha256: string;
  readonly nodeVersion: string;
  readonly uptimeMs: number;
  /** Of the accepted membership; 0: none. */
  readonly membershipNumber: number;
  /** Of the accepted spec; 0: none. */
  readonly generation: number;
  /** Absent: none in progress. */
  readonly runInProgress: string | undefined;
  /** The agent has read its state and takes calls that change something. */
  readonly ready: boolean;
  /** The host's clock, milliseconds since the Unix epoch. */
  readonly nowMs: number;
  /** When the agent's own certificate ends, milliseconds since the Unix epoch. */
  readonly certificateEndsAtMs: number;
  /**
   * Name of the running build: its version and a hash over all of its files. Empty: an agent from
   * before UpdateService.
   */
  readonly build: string;
  /**
   * When the first of the cluster's intermediates ends that this host knows, milliseconds since the Unix
   * epoch. 0: not told.
   */
  readonly authoritiesEndAtMs: number;
  /**
   * What is wrong with the host's pod network, as its provider says. Empty: nothing, nobody to ask, or not
   * wanted.
   */
  readonly networkProblem: string;
  /**
   * Why Services cannot be reached from the host, as kube-proxy says. Empty: they can, there is nobody to
   * ask, or not wanted.
   */
  readonly servicesProblem: string;
  /** Of the authorities that the host was told last; 0: those of its enrolment. */
  readonly trustNumber: number;
  /** Why scheduled snapshots of etcd are not in their store. Empty: they are, or not wanted. */
  readonly snapshotCopiesProblem: string;
}

export interface GetFactsRequest {}

export interface GetFactsResponse {
  readonly facts: HostFacts | undefined;
}

export interface ProbeServersRequest {
  /** Absent: none to ask. */
  readonly etcd: EtcdProbe | undefined;
  /** Addresses to which a connection must be possible: `https://192.0.2.30:9292/token`. */
  readonly urls: readonly string[];
}

/** How to ask an etcd. Holds a key: it is used for the question and kept nowhere. */
export interface EtcdProbe {
  readonly endpoints: readonly string[];
  /** PEM; empty where there is none. */
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

export interface ProbeServersResponse {
  /** In the order of the endpoints. */
  readonly etcd: readonly EtcdProbeAnswer[];
  /** In the order of the addresses. */
  readonly urls: readonly UrlProbeAnswer[];
}

export interface EtcdProbeAnswer {
  readonly endpoint: string;
  readonly verdict: EtcdVerdict;
  /** Why it is not good; empty otherwise. */
  readonly reason: string;
  /** `3.5.16`; empty if it could not be asked. */
  readonly version: string;
  /** Decimal; the same for all members of one cluster. */
  readonly clusterId: string;
  /** Keys of a Kubernetes cluster that are in it. */
  readonly kubernetesKeys: number;
}

export interface UrlProbeAnswer {
  readonly url: string;
  /** Why there is no connection; empty: there is. */
  readonly reason: string;
}

export interface RemoveAgentRequest {
  /** Of the lock that the caller holds. */
  readonly fencingNumber: number;
}

export interface RemoveAgentResponse {
  /** When the agent will stop answering, milliseconds since the Unix epoch. */
  readonly stopsAtMs: number;
}
