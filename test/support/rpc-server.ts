import { createIdentityReader } from "../../shared/pki/peer-identity.ts";
import { renderPrivateKey } from "../../shared/pki/private-key.ts";
import { type AgentConnection, connect, type ConnectOptions } from "../../shared/rpc/connect.ts";
import { createConnectGate } from "../../shared/rpc/connect-gate.ts";
import {
  createServer,
  type RpcServer,
  type RpcServerOptions,
} from "../../shared/rpc/create-server.ts";
import { certificateServiceRoutes } from "../../shared/rpc/gen/certificate-service.ts";
import { hostServiceRoutes, type HostServiceHandlers } from "../../shared/rpc/gen/host-service.ts";
import { runServiceRoutes, type RunServiceHandlers } from "../../shared/rpc/gen/run-service.ts";
import {
  secretServiceRoutes,
  type SecretServiceHandlers,
} from "../../shared/rpc/gen/secret-service.ts";
import { createClientContext, type TlsMaterial } from "../../shared/rpc/tls-material.ts";
import { agentDnsName } from "../../shared/pki/agent-name.ts";
import type { TestCredentials, TestPki } from "./test-pki.ts";

export interface TestHandlers {
  readonly host?: Partial<HostServiceHandlers>;
  readonly runs?: Partial<RunServiceHandlers>;
  readonly secrets?: Partial<SecretServiceHandlers>;
}

export interface TestServer extends RpcServer, AsyncDisposable {
  /** What handlers threw besides PharosError. */
  readonly unexpected: readonly unknown[];
}

/** The agent of `master-1` over loopback; what is not given throws a plain error. */
export const startTestServer = async (
  pki: TestPki,
  handlers: TestHandlers = {},
  options: Partial<RpcServerOptions> = {},
): Promise<TestServer> => {
  const identify = createIdentityReader(pki.trust, pki.clusterId);
  const unexpected: unknown[] = [];
  const server = await createServer({
    host: "127.0.0.1",
    port: 0,
    material: toMaterial(pki, await pki.agent("master-1")),
    routes: toRoutes(handlers),
    identify: (certificate) => identify(certificate, new Date()),
    shutOut: () => undefined,
    reportUnexpected: (error) => unexpected.push(error),
    ...options,
  });
  return { ...server, unexpected, [Symbol.asyncDispose]: () => server.close(0) };
};

/** A client with these credentials. */
export const connectTo = async (
  server: { readonly port: number },
  pki: TestPki,
  credentials: TestCredentials,
  options: Partial<ConnectOptions> = {},
): Promise<AgentConnection & Disposable> => {
  const connection = await connect({
    target: { address: "127.0.0.1", port: server.port },
    identityName: agentDnsName("master-1", pki.clusterId),
    secureContext: createClientContext(toMaterial(pki, credentials)),
    gate: createConnectGate(),
    ...options,
  });
  return { ...connection, [Symbol.dispose]: connection.close };
};

export const toMaterial = (pki: TestPki, credentials: TestCredentials): TlsMaterial => ({
  roots: pki.trust.rootCertificate,
  chain: credentials.chain,
  key: renderPrivateKey(credentials.privateKey),
});

const missing = () => {
  throw new Error("the test has no handler for this");
};

const toRoutes = ({ host, runs, secrets }: TestHandlers): RpcServerOptions["routes"] => [
  ...hostServiceRoutes({
    getHealth: missing,
    getFacts: missing,
    probeServers: missing,
    removeAgent: missing,
    ...host,
  }),
  ...runServiceRoutes({
    listRuns: missing,
    getRun: missing,
    watchRun: missing,
    stopRun: missing,
    ...runs,
  }),
  ...secretServiceRoutes({ putSecrets: missing, listSecrets: missing, ...secrets }),
  ...certificateServiceRoutes({
    renew: missing,
    renewOwn: missing,
    getTrust: missing,
    putAuthorities: missing,
    putTrust: missing,
    putIssuer: missing,
    getCertificates: missing,
  }),
];
