import type { SecureContext } from "node:tls";
import type { AuditServiceClient } from "./gen/audit-service.ts";
import type { CertificateServiceClient } from "./gen/certificate-service.ts";
import type { ClusterServiceClient } from "./gen/cluster-service.ts";
import type { CoordinationServiceClient } from "./gen/coordination-service.ts";
import type { EtcdServiceClient } from "./gen/etcd-service.ts";
import type { EventServiceClient } from "./gen/event-service.ts";
import type { DriftServiceClient } from "./gen/drift-service.ts";
import type { HostServiceClient } from "./gen/host-service.ts";
import type { LogServiceClient } from "./gen/log-service.ts";
import type { MaintenanceServiceClient } from "./gen/maintenance-service.ts";
import type { MembershipServiceClient } from "./gen/membership-service.ts";
import type { RunServiceClient } from "./gen/run-service.ts";
import type { SecretServiceClient } from "./gen/secret-service.ts";
import type { SpecServiceClient } from "./gen/spec-service.ts";
import type { SupportServiceClient } from "./gen/support-service.ts";
import type { UpdateServiceClient } from "./gen/update-service.ts";
import type { ConnectGate } from "./connect-gate.ts";

/** Where an agent is reached: over TCP, or over a unix socket that something else carries on. */
export type RpcTarget =
  | { readonly address: string; readonly port: number }
  | {
      readonly socketPath: string;
      /** For people, what the socket leads to; default: its path. */
      readonly label?: string;
    };

export interface ConnectOptions {
  readonly target: RpcTarget;
  /** Name that the agent's certificate must have; addresses prove nothing. */
  readonly identityName: string;
  /** Made by `createClientContext`, shared by all connections. */
  readonly secureContext: SecureContext;
  /** Shared by all connections of a process. */
  readonly gate: ConnectGate;
  /** For TCP, TLS and HTTP/2 together, once the gate is passed. Default: 10,000. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** A connection to one agent. It is made anew by itself when it breaks; calls in progress fail. */
export interface AgentConnection {
  readonly audit: AuditServiceClient;
  readonly certificates: CertificateServiceClient;
  readonly cluster: ClusterServiceClient;
  readonly coordination: CoordinationServiceClient;
  readonly etcd: EtcdServiceClient;
  readonly events: EventServiceClient;
  readonly drift: DriftServiceClient;
  readonly host: HostServiceClient;
  readonly logs: LogServiceClient;
  readonly maintenance: MaintenanceServiceClient;
  readonly membership: MembershipServiceClient;
  readonly runs: RunServiceClient;
  readonly secrets: SecretServiceClient;
  readonly specs: SpecServiceClient;
  readonly support: SupportServiceClient;
  readonly updates: UpdateServiceClient;
  /** Ends the connection; calls in progress fail. */
  readonly close: () => void;
}

/**
 * Connects to an agent and waits until it has answered. Close what it gives: an open connection
 * costs some 70 KB. Errors: AGENT_UNREACHABLE, AGENT_NOT_TRUSTED, TLS_REFUSED, CALL_CANCELLED.
 */
export const connect = async (options: ConnectOptions): Promise<AgentConnection> => {
  // On demand: grpc-js takes as long to load as the whole rest of the command line.
  const { openConnection } = await import("./open-connection.ts");
  return await options.gate.run(() => openConnection(options));
};
