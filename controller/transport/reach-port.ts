import { connect } from "node:net";
import { agentUnreachableError, callCancelledError } from "../../shared/errors/rpc-errors.ts";
import { renderTarget } from "../../shared/rpc/target.ts";

export interface PortQuestion {
  readonly address: string;
  readonly port: number;
  readonly limitMs: number;
  readonly signal: AbortSignal;
}

/**
 * Resolves when a connection to a port stands, and ends it. grpc-js would not give up a connection
 * that nobody answers before the kernel does, and two minutes keep the whole process. Errors:
 * AGENT_UNREACHABLE, CALL_CANCELLED.
 */
export const reachPort = ({ address, port, limitMs, signal }: PortQuestion): Promise<void> =>
  new Promise((resolve, reject) => {
    const place = renderTarget({ address, port });
    const socket = connect({ host: address, port });
    const finish = (settle: () => void): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", cancel);
      socket.destroy();
      settle();
    };
    const refuse = (reason: string, cause?: Error): void =>
      finish(() => reject(agentUnreachableError({ address: place, reason }, { cause })));
    const cancel = (): void =>
      finish(() => reject(callCancelledError({ address: place, method: "connect" })));
    const timer = setTimeout(() => refuse("no answer in time"), limitMs);
    signal.addEventListener("abort", cancel, { once: true });
    socket.once("connect", () => finish(resolve));
    socket.on("error", (error: NodeJS.ErrnoException) =>
      refuse(error.code ?? error.message, error),
    );
    if (signal.aborted) cancel();
  });
