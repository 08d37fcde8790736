import { fromErrorDetail } from "../../shared/errors/error-detail.ts";
import { rpcUnsupportedError } from "../../shared/errors/rpc-errors.ts";
import type { PeerIdentity } from "../../shared/pki/peer-identity.ts";
import type { CallOptions, ClientTransport } from "../../shared/rpc/client-transport.ts";
import type { AgentConnection } from "../../shared/rpc/connect.ts";
import {
  decodeErrorDetail,
  encodeErrorDetail,
  toVisibleError,
} from "../../shared/rpc/error-detail.ts";
import type { RpcPath } from "../../shared/rpc/gen/rpc-path.ts";
import { toAgentConnection } from "../../shared/rpc/open-connection.ts";
import { refuseByRole } from "../../shared/rpc/role-table.ts";
import type { CallContext, Route } from "../../shared/rpc/route.ts";

/**
 * An agent's services without a network: messages are encoded and decoded, roles are checked, and
 * errors arrive as they do over the wire. Without deadlines and limits.
 */
export const connectInMemory = (routes: readonly Route[], peer: PeerIdentity): AgentConnection =>
  toAgentConnection(createTransport(readRoutes(routes), peer), () => {});

type ByteHandler = (request: Uint8Array, context: CallContext) => AsyncIterable<Uint8Array>;

const readRoutes = (routes: readonly Route[]): ReadonlyMap<RpcPath, ByteHandler> => {
  const handlers = new Map<RpcPath, ByteHandler>();
  for (const route of routes) {
    route.register({
      unary: (method, handler) =>
        handlers.set(method.path, async function* (request, context) {
          const response = await handler(method.request.decode(request), context);
          yield method.response.encode(response);
        }),
      serverStream: (method, handler) =>
        handlers.set(method.path, async function* (request, context) {
          for await (const response of handler(method.request.decode(request), context)) {
            yield method.response.encode(response);
          }
        }),
    });
  }
  return handlers;
};

const createTransport = (
  handlers: ReadonlyMap<RpcPath, ByteHandler>,
  peer: PeerIdentity,
): ClientTransport => {
  async function* call(path: RpcPath, request: Uint8Array, options: CallOptions = {}) {
    const { signal = new AbortController().signal } = options;
    try {
      const refusal = refuseByRole(path, peer);
      if (refusal !== undefined) throw refusal;
      const handler = handlers.get(path);
      if (handler === undefined) throw rpcUnsupportedError({ address: "memory", method: path });
      yield* handler(request, { peer, signal, noteOutcome: () => undefined });
    } catch (error) {
      throw overTheWire(error);
    }
  }
  return {
    unary: async (method, request, options) => {
      for await (const bytes of call(method.path, method.request.encode(request), options)) {
        return method.response.decode(bytes);
      }
      throw new Error(`${method.path} has no answer`);
    },
    serverStream: async function* (method, request, options) {
      for await (const bytes of call(method.path, method.request.encode(request), options)) {
        yield method.response.decode(bytes);
      }
    },
  };
};

const overTheWire = (error: unknown): unknown => {
  const detail = decodeErrorDetail(encodeErrorDetail(toVisibleError(error)));
  return detail === undefined ? error : fromErrorDetail(detail, error);
};
