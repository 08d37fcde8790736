import { agentUnreachableError } from "../../shared/errors/rpc-errors.ts";
import type { ConnectOptions } from "../../shared/rpc/connect.ts";
import type { OpenTransport } from "../../shared/rpc/open-transport.ts";
import { tunnelArguments } from "../bootstrap/ssh-arguments.ts";
import type { SshTarget } from "../bootstrap/ssh-target.ts";
import type { SshAccess } from "./ssh-access.ts";
import { openSshTunnel } from "./ssh-tunnel.ts";
import { trustPinnedKeys } from "./trust-pinned-keys.ts";

export interface OverSshOptions {
  readonly target: SshTarget;
  readonly access: SshAccess;
  readonly port: number;
  readonly connect: Pick<ConnectOptions, "identityName" | "secureContext"> & {
    readonly gate: ConnectOptions["gate"];
    readonly signal: AbortSignal;
  };
}

/** Two logins one after the other, each with a connect limit of its own, on slow hosts. */
const LIMIT_MS = 20_000;

/**
 * Opens the transport to an agent through a login on its host: TLS goes from end to end, SSH only
 * carries it. Errors: as `connect`, with what OpenSSH said as the reason.
 */
export const openOverSsh = async (options: OverSshOptions): Promise<OpenTransport> => {
  const { target, access, port, connect } = options;
  const { openTransport } = await import("../../shared/rpc/open-transport.ts");
  return await connect.gate.run(async () => {
    await trustPinnedKeys(target, access.settings, access.knownHostsFile);
    const label = `port ${port} over SSH to ${target.name}`;
    const argv = ["ssh", ...tunnelArguments(target, access.settings, port)];
    const folder = await access.sockets.path();
    const tunnel = await openSshTunnel({ argv, folder, label });
    try {
      const opened = await openTransport({
        ...connect,
        target: tunnel.target,
        timeoutMs: LIMIT_MS,
      });
      return {
        ...opened,
        close: () => {
          opened.close();
          tunnel.close();
        },
      };
    } catch (error) {
      tunnel.close();
      if (!agentUnreachableError.is(error)) throw error;
      const said = await tunnel.lastWords();
      const reason = said === "" ? String(error.fields["reason"]) : said;
      throw agentUnreachableError({ address: label, reason }, { cause: error });
    }
  });
};
