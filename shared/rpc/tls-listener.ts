import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer, type Server, type TLSSocket } from "node:tls";
import type { ServerLimits } from "./limits.ts";
import { type TlsMaterial, toSecureContextOptions } from "./tls-material.ts";

export interface TlsListenerOptions {
  readonly host: string;
  readonly port: number;
  readonly material: TlsMaterial;
  readonly limits: ServerLimits;
  /** Gets every connection with a certificate that leads to the roots; it speaks HTTP/2. */
  readonly accept: (socket: TLSSocket) => void;
}

export interface TlsListener {
  readonly host: string;
  readonly port: number;
  readonly updateMaterial: (material: TlsMaterial) => void;
  /** Takes no more connections; those that are open stay. */
  readonly close: () => void;
}

/**
 * Listens with mutual TLS 1.3. It stands before grpc-js, because that has no minimum version but the
 * process's, no limit of connections and no end for a handshake.
 */
export const listenTls = async (options: TlsListenerOptions): Promise<TlsListener> => {
  const { limits, material } = options;
  const server = createServer({
    ...toSecureContextOptions(material),
    requestCert: true,
    rejectUnauthorized: true,
    ALPNProtocols: ["h2"],
    handshakeTimeout: limits.handshakeTimeoutMs,
    noDelay: true,
  });
  server.maxConnections = limits.maxConnections;
  server.on("secureConnection", (socket) => {
    // A peer that goes away is no event of ours; without a listener it would end the process.
    socket.on("error", () => socket.destroy());
    if (socket.alpnProtocol === "h2") options.accept(socket);
    else socket.destroy();
  });
  server.listen(options.port, options.host);
  await once(server, "listening");
  return {
    host: options.host,
    port: portOf(server),
    updateMaterial: (next) => server.setSecureContext(toSecureContextOptions(next)),
    close: () => server.close(),
  };
};

const portOf = (server: Server): number => {
  const address: AddressInfo | string | null = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
};
