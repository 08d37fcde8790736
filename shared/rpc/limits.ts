import type { RpcPath } from "./gen/rpc-path.ts";

/** No message on the wire is larger, in either direction. */
export const maxMessageBytes = 4 * 1024 * 1024;

const usualRequestBytes = 1024 * 1024;

const largeRequests: ReadonlySet<RpcPath> = new Set<RpcPath>([
  "/pharos.v1.EtcdService/PutSnapshotPart",
  "/pharos.v1.SecretService/PutSecrets",
  "/pharos.v1.SpecService/Apply",
  "/pharos.v1.SpecService/Plan",
  "/pharos.v1.UpdateService/PlanByBuild",
  "/pharos.v1.UpdateService/PrepareBuild",
  "/pharos.v1.UpdateService/PutBuildPart",
  "/pharos.v1.UpdateService/SwitchBuild",
]);

/** Largest request of an RPC in bytes. */
export const requestLimitBytes = (path: RpcPath): number =>
  largeRequests.has(path) ? maxMessageBytes : usualRequestBytes;

/** What one server takes; the defaults fit an agent in a cluster of 1,000 hosts. */
export interface ServerLimits {
  readonly maxConnections: number;
  /** Connections whose peer has not proved who it is; one more, and the oldest of them goes. */
  readonly maxHandshakes: number;
  /** Calls at once on one connection. */
  readonly maxConcurrentStreams: number;
  /** From the first byte to the end of the TLS handshake. */
  readonly handshakeTimeoutMs: number;
  /** A connection without calls is closed after this. */
  readonly idleTimeoutMs: number;
  /** A connection is closed to new calls after this, so that ended certificates do not live on. */
  readonly maxConnectionAgeMs: number;
  readonly keepaliveIntervalMs: number;
  readonly keepaliveTimeoutMs: number;
}

export const defaultServerLimits: ServerLimits = {
  maxConnections: 1_536,
  maxHandshakes: 256,
  maxConcurrentStreams: 64,
  handshakeTimeoutMs: 10_000,
  idleTimeoutMs: 300_000,
  maxConnectionAgeMs: 3_600_000,
  keepaliveIntervalMs: 30_000,
  keepaliveTimeoutMs: 10_000,
};
