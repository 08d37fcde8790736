import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import { createServer, type Server, type TLSSocket } from "node:tls";
import type { ServerLimits } from "./limits.ts";
import { type TlsMaterial, toSecureContextOptions } from "./tls-material.ts";

export interface TlsListenerOptions {
  /** Absent: all addresses, of IPv6 too where the machine has it. */
  readonly host?: string;
  readonly port: number;
  readonly material: TlsMaterial;
  readonly limits: ServerLimits;
  /** Gets every connection with a certificate that leads to the roots; it speaks HTTP/2. */
  readonly accept: (socket: TLSSocket, arrived: () => void) => void;
  /** Called when a connection comes in, before its handshake; `accept` gets the answer. */
  readonly arriving: () => () => void;
}

export interface TlsListener {
  readonly port: number;
  readonly updateMaterial: (material: TlsMaterial) => void;
  /** Takes no more connections; those that are open stay. */
  readonly close: () => void;
  /** Resolves when the other side or HTTP/2 has ended them all; cuts what is left after `graceMs`. */
  readonly endConnections: (graceMs: number) => Promise<void>;
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
  const open = new Set<TLSSocket>();
  const arrivals = new Map<string, () => void>();
  const strangers = new Map<string, Socket>();
  let isClosed = false;
  server.on("connection", (raw: Socket) => {
    const key = endOf(raw);
    arrivals.set(key, options.arriving());
    // Whoever says nothing must not take the place of somebody who does.
    if (strangers.size >= limits.maxHandshakes) dropOldest(strangers);
    strangers.set(key, raw);
    raw.once("close", () => {
      arrivals.delete(key);
      strangers.delete(key);
    });
  });
  server.on("secureConnection", (socket) => {
    open.add(socket);
    strangers.delete(endOf(socket));
    socket.once("close", () => open.delete(socket));
    // A peer that goes away is no event of ours; without a listener it would end the process.
    socket.on("error", () => socket.destroy());
    // A handshake may end after `close`. Node hands over authorized sockets only; it is cheap to ask.
    const isWelcome = !isClosed && socket.authorized && socket.alpnProtocol === "h2";
    if (isWelcome) options.accept(socket, arrivals.get(endOf(socket)) ?? (() => undefined));
    else socket.destroy();
  });
  server.listen({ port: options.port, ...(options.host !== undefined && { host: options.host }) });
  await once(server, "listening");
  return {
    port: portOf(server),
    updateMaterial: (next) => server.setSecureContext(toSecureContextOptions(next)),
    close: () => {
      isClosed = true;
      server.close();
    },
    endConnections: (graceMs) => endConnections(open, graceMs),
  };
};

const dropOldest = (sockets: Map<string, Socket>): void => {
  const [oldest] = sockets;
  if (oldest === undefined) return;
  sockets.delete(oldest[0]);
  oldest[1].destroy();
};

const endOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`;

const endConnections = async (open: ReadonlySet<TLSSocket>, graceMs: number): Promise<void> => {
  const timer = setTimeout(() => {
    for (const socket of open) socket.destroy();
  }, graceMs);
  await Promise.all([...open].map((socket) => once(socket, "close")));
  clearTimeout(timer);
};

const portOf = (server: Server): number => {
  const address: AddressInfo | string | null = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
};
