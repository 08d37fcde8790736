import {
  type CallOptions as GrpcCallOptions,
  type Client,
  type ClientReadableStream,
  Metadata,
} from "@grpc/grpc-js";
import { callCancelledError } from "../errors/rpc-errors.ts";
import { toCallError } from "./call-error.ts";
import { type Decoded, tryDecode, unwrap } from "./codec.ts";
import type { CallOptions, ClientTransport } from "./client-transport.ts";

const defaultTimeoutMs = 30_000;

/** Calls over a client of grpc-js. `address` is for errors. */
export const createCalls = (client: Client, address: string): ClientTransport => ({
  unary: (method, request, options = {}) =>
    new Promise((resolve, reject) => {
      const { path } = method;
      const { signal } = options;
      if (signal?.aborted === true) {
        reject(callCancelledError({ address, method: path }, { cause: signal.reason }));
        return;
      }
      const call = client.makeUnaryRequest(
        path,
        method.request.encode,
        (bytes) => tryDecode(method.response, bytes),
        request,
        new Metadata(),
        toGrpcOptions(options, defaultTimeoutMs),
        (error, response) => {
          signal?.removeEventListener("abort", cancel);
          if (response?.ok === true) resolve(response.message);
          else reject(response?.error ?? toCallError(error, { address, method: path }));
        },
      );
      const cancel = () => call.cancel();
      signal?.addEventListener("abort", cancel, { once: true });
    }),

  serverStream: async function* (method, request, options = {}) {
    const { path } = method;
    const { signal } = options;
    if (signal?.aborted === true) {
      throw callCancelledError({ address, method: path }, { cause: signal.reason });
    }
    const call = client.makeServerStreamRequest(
      path,
      method.request.encode,
      (bytes) => tryDecode(method.response, bytes),
      request,
      new Metadata(),
      toGrpcOptions(options, undefined),
    );
    const cancel = () => call.cancel();
    signal?.addEventListener("abort", cancel, { once: true });
    try {
      for await (const response of readDecoded(call)) yield unwrap(response);
    } catch (error) {
      throw toCallError(error, { address, method: path });
    } finally {
      signal?.removeEventListener("abort", cancel);
      call.cancel();
    }
  },
});

// The readable of grpc-js has items of its type, but iterates as `any`.
const readDecoded = <Message>(
  call: ClientReadableStream<Decoded<Message>>,
): AsyncIterable<Decoded<Message>> => call;

const toGrpcOptions = (
  options: CallOptions,
  fallbackTimeoutMs: number | undefined,
): GrpcCallOptions => {
  const timeoutMs = options.timeoutMs ?? fallbackTimeoutMs;
  return timeoutMs === undefined ? {} : { deadline: Date.now() + timeoutMs };
};
