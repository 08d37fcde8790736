import { subscribe } from "node:diagnostics_channel";
import { Socket } from "node:net";

/** Bytes that servers of this process have read and written, TLS included, and the connections that are open. */
export interface Traffic {
  readonly count: () => {
    readonly received: number;
    readonly sent: number;
    readonly connections: number;
  };
  /** Cuts all connections to an address, as a network does that goes away for a moment. */
  readonly cut: (address: string) => number;
}

/** Counts from now on. */
export const watchTraffic = (): Traffic => {
  const open = new Set<Socket>();
  let [received, sent, connections] = [0, 0, 0];
  subscribe("net.server.socket", (message) => {
    const socket: unknown = Reflect.get(Object(message), "socket");
    // The channels between the processes of the twin have no address.
    if (!(socket instanceof Socket) || socket.localAddress === undefined) return;
    connections += 1;
    open.add(socket);
    socket.once("close", () => {
      open.delete(socket);
      received += socket.bytesRead;
      sent += socket.bytesWritten;
    });
  });
  return {
    count: () => ({
      connections,
      received: [...open].reduce((sum, { bytesRead }) => sum + bytesRead, received),
      sent: [...open].reduce((sum, { bytesWritten }) => sum + bytesWritten, sent),
    }),
    cut: (address) => {
      const hit = [...open].filter(({ localAddress }) => localAddress === address);
      for (const socket of hit) socket.destroy();
      return hit.length;
    },
  };
};
