import { once } from "node:events";
import { connect, createSecureContext, type SecureContext } from "node:tls";
import { Client, credentials, type ServiceError } from "@grpc/grpc-js";
import { agentDnsName } from "../../shared/pki/agent-name.ts";
import { toTlsOptions } from "../support/mutual-tls.ts";
import type { TestPki } from "../support/test-pki.ts";

export interface SoakLoad {
  readonly pki: TestPki;
  readonly port: number;
  readonly server: "tls" | "grpc";
  readonly connections: number;
}

type ConnectOnce = () => Promise<void>;

const connectsInFlight = 8;

/** Opens that many connections with a full handshake and a client certificate each, and closes them. */
export const connectMany = async (load: SoakLoad): Promise<void> => {
  const connectOnce = load.server === "tls" ? await overTls(load) : await overGrpc(load);
  let left = load.connections;
  const lane = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await connectOnce();
    }
  };
  await Promise.all(Array.from({ length: connectsInFlight }, lane));
};

async function overTls({ pki, port }: SoakLoad): Promise<ConnectOnce> {
  const secureContext: SecureContext = createSecureContext({
    ...toTlsOptions(await pki.operator("anna", "viewer")),
    ca: pki.trust.rootCertificate,
    minVersion: "TLSv1.3",
  });
  const servername = agentDnsName("master-1", pki.clusterId);
  return async () => {
    const socket = connect({ host: "127.0.0.1", port, secureContext, servername });
    socket.resume();
    await once(socket, "end", { signal: AbortSignal.timeout(10_000) });
    socket.destroy();
  };
}

async function overGrpc({ pki, port }: SoakLoad): Promise<ConnectOnce> {
  const { cert, key } = toTlsOptions(await pki.operator("anna", "viewer"));
  const channelCredentials = credentials.createSsl(
    Buffer.from(pki.trust.rootCertificate),
    Buffer.from(key),
    Buffer.from(cert),
  );
  const options = {
    "grpc.ssl_target_name_override": agentDnsName("master-1", pki.clusterId),
    "grpc.use_local_subchannel_pool": 1,
  } as const;
  return async () => {
    const client = new Client(`ipv4:127.0.0.1:${port}`, channelCredentials, options);
    try {
      await callKnown(client);
    } finally {
      client.close();
    }
  };
}

async function callKnown(client: Client): Promise<void> {
  const deadline = Date.now() + 10_000;
  const asIs = (bytes: Buffer): Buffer => bytes;
  await new Promise<void>((resolve, reject) => {
    const done = (error: ServiceError | null): void => (error === null ? resolve() : reject(error));
    client.makeUnaryRequest("/soak/Known", asIs, asIs, Buffer.alloc(0), { deadline }, done);
  });
}
