import type { ServerStreamMethod, UnaryMethod } from "./method.ts";

export interface CallOptions {
  /** For the whole call. Default: 30,000 for a unary call, none for a stream. */
  readonly timeoutMs?: number;
  /** Cancels the call; it then rejects with CALL_CANCELLED. */
  readonly signal?: AbortSignal;
}

export type UnaryCall<Request, Response> = (
  request: Request,
  options?: CallOptions,
) => Promise<Response>;

/** The call begins with the iteration, and is cancelled when the iteration is left. */
export type ServerStreamCall<Request, Response> = (
  request: Request,
  options?: CallOptions,
) => AsyncIterable<Response>;

/** Carries calls to one agent. Rejects with PharosError only: the agent's own, or one of the wire's. */
export interface ClientTransport {
  readonly unary: <Request extends object, Response extends object>(
    method: UnaryMethod<Request, Response>,
    request: Request,
    options?: CallOptions,
  ) => Promise<Response>;
  readonly serverStream: <Request extends object, Response extends object>(
    method: ServerStreamMethod<Request, Response>,
    request: Request,
    options?: CallOptions,
  ) => AsyncIterable<Response>;
}
