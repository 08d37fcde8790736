import type { RpcPath } from "./gen/rpc-path.ts";
import type { ServerStreamMethod, UnaryMethod } from "./method.ts";
import type { PeerIdentity } from "../pki/peer-identity.ts";

/** What a handler knows of a call besides its request. */
export interface CallContext {
  readonly peer: PeerIdentity;
  /** Milliseconds since the Unix epoch; only streams may come without. */
  readonly deadlineMs?: number;
  /** Aborts when the caller goes away or the deadline passes, never after the answer. */
  readonly signal: AbortSignal;
  /** What the audit is told at the end of a call that throws nothing, instead of `ok`: the code of an error that was part of its answer. */
  readonly noteOutcome: (code: string) => void;
}

export type UnaryHandler<Request, Response> = (
  request: Request,
  context: CallContext,
) => Promise<Response>;

/**
 * Pulled only as fast as the caller reads. A handler that waits must listen to the signal, else what
 * it holds is kept until its wait ends.
 */
export type ServerStreamHandler<Request, Response> = (
  request: Request,
  context: CallContext,
) => AsyncIterable<Response>;

/** One RPC with its handler, ready to be registered; its message types are checked and forgotten. */
export interface Route {
  readonly path: RpcPath;
  readonly register: (registrar: RouteRegistrar) => void;
}

export interface RouteRegistrar {
  readonly unary: <Request extends object, Response extends object>(
    method: UnaryMethod<Request, Response>,
    handler: UnaryHandler<Request, Response>,
  ) => void;
  readonly serverStream: <Request extends object, Response extends object>(
    method: ServerStreamMethod<Request, Response>,
    handler: ServerStreamHandler<Request, Response>,
  ) => void;
}

export const unaryRoute = <Request extends object, Response extends object>(
  method: UnaryMethod<Request, Response>,
  handler: UnaryHandler<Request, Response>,
): Route => ({ path: method.path, register: ({ unary }) => unary(method, handler) });

export const serverStreamRoute = <Request extends object, Response extends object>(
  method: ServerStreamMethod<Request, Response>,
  handler: ServerStreamHandler<Request, Response>,
): Route => ({ path: method.path, register: ({ serverStream }) => serverStream(method, handler) });
