import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import type { RpcTarget } from "../../shared/rpc/connect.ts";
import { carryOver } from "../bootstrap/spawn-ssh.ts";

export interface SshTunnel {
  readonly target: RpcTarget;
  /** What OpenSSH said when it ended last; `""`: nothing. */
  readonly lastWords: () => Promise<string>;
  /** Ends all that is carried. */
  readonly close: () => void;
}

export interface SshTunnelOptions {
  /** An OpenSSH whose standard input and output are the connection. */
  readonly argv: readonly string[];
  /** Private: whoever can open the socket in it can use the login. */
  readonly folder: string;
  /** For people. */
  readonly label: string;
}

/**
 * Listens on a unix socket and carries each connection over an OpenSSH of its own, which ends with
 * it: also when this process is killed, since its pipes end then.
 */
export const openSshTunnel = async (options: SshTunnelOptions): Promise<SshTunnel> => {
  const socketPath = join(options.folder, `${randomBytes(6).toString("hex")}.sock`);
  const open = new Set<Socket>();
  let carrying = Promise.resolve("");
  const server = createServer((socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
    carrying = carryOver(options.argv, socket);
  });
  server.listen(socketPath);
  await once(server, "listening");
  return {
    target: { socketPath, label: options.label },
    lastWords: () => carrying,
    close: () => {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
};
