import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, createServer, type PeerCertificate, type TLSSocket } from "node:tls";
import { agentDnsName } from "../../shared/pki/agent-name.ts";
import { renderPrivateKey } from "../../shared/pki/private-key.ts";
import type { TestCredentials, TestPki } from "./test-pki.ts";

/** How a handshake with an agent's listener ended, as the server saw it. */
export type Handshake =
  | { readonly outcome: "accepted"; readonly peer: PeerCertificate }
  | { readonly outcome: "refused"; readonly code: string };

/** One mutual TLS 1.3 handshake over loopback: `client` calls the agent of the host `master-1`. */
export const shakeHands = async (pki: TestPki, client: TestCredentials): Promise<Handshake> => {
  const serverCredentials = await pki.agent("master-1");
  const server = createServer({
    ...toTlsOptions(serverCredentials),
    ca: pki.trust.rootCertificate,
    requestCert: true,
    rejectUnauthorized: true,
    minVersion: "TLSv1.3",
  });
  const result = new Promise<Handshake>((resolve) => {
    server.once("secureConnection", (socket: TLSSocket) => {
      resolve({ outcome: "accepted", peer: socket.getPeerCertificate(true) });
    });
    server.once("tlsClientError", (error: Error, refused: TLSSocket) => {
      // Typed as an error, but it is OpenSSL's code of the reason.
      resolve({ outcome: "refused", code: String(refused.authorizationError ?? error.message) });
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const socket = connectTo(server.address(), pki, client);
  try {
    return await result;
  } finally {
    socket.destroy();
    server.close();
  }
};

/** Certificate and key in the form of `node:tls`. */
export const toTlsOptions = ({
  chain,
  privateKey,
}: TestCredentials): { readonly cert: string; readonly key: string } => ({
  cert: chain,
  key: renderPrivateKey(privateKey),
});

function connectTo(
  address: AddressInfo | string | null,
  pki: TestPki,
  client: TestCredentials,
): TLSSocket {
  const port = address === null || typeof address === "string" ? 0 : address.port;
  const socket = connect({
    ...toTlsOptions(client),
    host: "127.0.0.1",
    port,
    ca: pki.trust.rootCertificate,
    servername: agentDnsName("master-1", pki.clusterId),
  });
  // A refused client sees its socket fail; the server's side tells why.
  socket.on("error", () => {});
  return socket;
}
