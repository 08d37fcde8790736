// Generated from proto/ by `npm run generate`; do not edit.

import type { HostFacts } from "./facts.ts";

export interface GetHealthRequest {}

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
}

export interface GetFactsRequest {}

export interface GetFactsResponse {
  readonly facts: HostFacts | undefined;
}

export interface RemoveAgentRequest {
  /** Of the lock that the caller holds. */
  readonly fencingNumber: number;
}

export interface RemoveAgentResponse {
  /** When the agent will stop answering, milliseconds since the Unix epoch. */
  readonly stopsAtMs: number;
}
