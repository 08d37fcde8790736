import { Server, ServerCredentials } from "@grpc/grpc-js";
import { toPharosError } from "../errors/internal-errors.ts";
import type { PharosError } from "../errors/pharos-error.ts";
import { peerIdentityRefused } from "../errors/pki-errors.ts";
import type { PeerCertificateBytes, PeerIdentity } from "../pki/peer-identity.ts";
import type { CallAudit } from "./call-audit.ts";
import type { RpcPath } from "./gen/rpc-path.ts";
import { defaultServerLimits, maxMessageBytes, type ServerLimits } from "./limits.ts";
import { type JudgedCertificate, PeerDirectory, type PeerFinding } from "./peer-directory.ts";
import { refuseByRole } from "./role-table.ts";
import type { Route } from "./route.ts";
import { registerRoutes } from "./register-routes.ts";
import { listenTls } from "./tls-listener.ts";
import type { TlsMaterial } from "./tls-material.ts";

export interface RpcServerOptions {
  /** Address to listen on. Absent: all, of IPv6 too where the machine has it. */
  readonly host?: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly material: TlsMaterial;
  /** Of all services: `[...hostServiceRoutes(…), …]`. What is not routed is answered RPC_UNSUPPORTED. */
  readonly routes: readonly Route[];
  /** Says who a peer is whose chain TLS has verified; throws for nobody. Called once per connection and material. */
  readonly identify: (certificate: PeerCertificateBytes) => PeerIdentity;
  /** Called when a connection comes in; what it gives is called once its peer is known. */
  readonly arriving?: () => () => void;
  /** Asked at every call, so that a revocation holds for open connections too: why a peer is not let in any more. */
  readonly shutOut: (peer: PeerIdentity) => PharosError | undefined;
  /** Certificates end by it, those of open connections too. Default: the machine's. */
  readonly now?: () => Date;
  /** Default: the role table. */
  readonly refuse?: (path: RpcPath, peer: PeerIdentity) => PharosError | undefined;
  /** Gets what handlers throw besides PharosError; the caller learns UNEXPECTED only. */
  readonly reportUnexpected: (error: unknown, path: RpcPath) => void;
  readonly limits?: Partial<ServerLimits>;
  readonly audit?: CallAudit;
}

export interface RpcServer {
  readonly port: number;
  /**
   * For connections from now on. Open ones stay, but their peers are identified anew: the streams of who
   * is not trusted any more end, and their calls are refused.
   */
  readonly updateMaterial: (material: TlsMaterial) => void;
  /** Ends the streams of peers that are shut out by now; those whose certificate ended are within a minute. */
  readonly endShutOut: () => void;
  /** Ends: no new calls, those in progress get `graceMs`. */
  readonly close: (graceMs: number) => Promise<void>;
}

/** Starts a gRPC server with mutual TLS 1.3. Rejects if the port cannot be had. */
export const createServer = async (options: RpcServerOptions): Promise<RpcServer> => {
  const limits = { ...defaultServerLimits, ...options.limits };
  const server = new Server(toServerOptions(limits));
  const peers = new PeerDirectory((certificate) => judge(certificate, options.identify));
  const rechecks = new Set<() => void>();
  registerRoutes(server, options.routes, {
    findPeer: (certificate) => judgeAgain(peers.find(certificate), options),
    refuse: options.refuse ?? refuseByRole,
    reportUnexpected: options.reportUnexpected,
    rechecks,
    ...(options.audit === undefined ? {} : { audit: options.audit }),
  });
  // Only sockets that the listener has authenticated come in here: "insecure" adds no TLS of its own.
  const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
  const listener = await listenTls({
    ...(options.host !== undefined && { host: options.host }),
    port: options.port,
    material: options.material,
    limits,
    arriving: options.arriving ?? (() => () => undefined),
    accept: (socket, arrived) => {
      const { raw, valid_to, fingerprint256 } = socket.getPeerCertificate();
      // grpc-js reads it anew for each call, all of it; with TLS 1.3 a connection never has another one.
      const certificate = { raw, valid_to, fingerprint256 };
      Object.defineProperty(socket, "getPeerCertificate", { value: () => certificate });
      socket.once("close", peers.admit(certificate));
      if (judgeAgain(peers.find(certificate), options).ok) arrived();
      injector.injectConnection(socket);
    },
  });
  const endShutOut = (): void => {
    for (const recheck of rechecks) recheck();
  };
  const timer = setInterval(endShutOut, RECHECK_MS).unref();
  return {
    port: listener.port,
    updateMaterial: (material) => {
      listener.updateMaterial(material);
      peers.judgeAnew();
      endShutOut();
    },
    endShutOut,
    close: async (graceMs) => {
      clearInterval(timer);
      listener.close();
      // Asks every client to leave. Its callback comes too early, because Node has then closed the
      // sessions for new streams only; and its forced end forgets them when channelz is off.
      server.tryShutdown(() => {});
      await listener.endConnections(graceMs);
    },
  };
};

const RECHECK_MS = 60_000;

const toServerOptions = (limits: ServerLimits) => ({
  "grpc.max_receive_message_length": maxMessageBytes,
  "grpc.max_send_message_length": maxMessageBytes,
  "grpc.max_concurrent_streams": limits.maxConcurrentStreams,
  "grpc.max_connection_idle_ms": limits.idleTimeoutMs,
  "grpc.max_connection_age_ms": limits.maxConnectionAgeMs,
  "grpc.keepalive_time_ms": limits.keepaliveIntervalMs,
  "grpc.keepalive_timeout_ms": limits.keepaliveTimeoutMs,
  // Channelz keeps a history of every call for a debugger that is not there.
  "grpc.enable_channelz": 0,
});

const judge = (
  certificate: JudgedCertificate,
  identify: RpcServerOptions["identify"],
): PeerFinding => {
  try {
    const endsAtMs = Date.parse(certificate.valid_to);
    return { ok: true, peer: identify(certificate), endsAtMs };
  } catch (error) {
    return { ok: false, error: toPharosError(error) };
  }
};

/** What may have changed since the connection was made. */
const judgeAgain = (finding: PeerFinding, { shutOut, now }: RpcServerOptions): PeerFinding => {
  if (!finding.ok) return finding;
  const { endsAtMs, peer } = finding;
  const nowMs = now?.().getTime() ?? Date.now();
  if (nowMs > endsAtMs) {
    const reason = `it was good until ${new Date(endsAtMs).toISOString()}`;
    return { ok: false, error: peerIdentityRefused({ reason }) };
  }
  const error = shutOut(peer);
  return error === undefined ? finding : { ok: false, error };
};
