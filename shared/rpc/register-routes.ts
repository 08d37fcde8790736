import type { Server, ServerUnaryCall, ServerWritableStream, sendUnaryData } from "@grpc/grpc-js";
import { toVisibleError } from "./error-detail.ts";
import { type Decoded, unwrap } from "./codec.ts";
import type { RpcPath } from "./gen/rpc-path.ts";
import type { UnaryMethod } from "./method.ts";
import type { CallContext, Route, ServerStreamHandler, UnaryHandler } from "./route.ts";
import { sendStream } from "./send-stream.ts";
import {
  admitAudited,
  admitCall,
  decodeRequest,
  type ServerPolicy,
  toStatus,
} from "./server-call.ts";

/** Puts handlers behind the checks of a policy: identity, role, deadline and size come first. */
export const registerRoutes = (
  server: Server,
  routes: readonly Route[],
  policy: ServerPolicy,
): void => {
  for (const route of routes) {
    route.register({
      unary: (method, handler) =>
        register(server, method, "unary", serveUnary(method.path, handler, policy)),
      serverStream: (method, handler) =>
        register(server, method, "serverStream", serveStream(method.path, handler, policy)),
    });
  }
};

type GrpcHandler<Request, Response> =
  | ((call: ServerUnaryCall<Decoded<Request>, Response>, send: sendUnaryData<Response>) => void)
  | ((call: ServerWritableStream<Decoded<Request>, Response>) => void);

const register = <Request extends object, Response extends object>(
  server: Server,
  method: UnaryMethod<Request, Response>,
  kind: "unary" | "serverStream",
  handler: GrpcHandler<Request, Response>,
): void => {
  const { path, request, response } = method;
  const isNew = server.register<Decoded<Request>, Response>(
    path,
    handler,
    response.encode,
    (bytes) => decodeRequest(path, request, bytes),
    kind,
  );
  if (!isNew) throw new Error(`${path} is routed twice`);
};

const serveUnary =
  <Request, Response>(
    path: RpcPath,
    handler: UnaryHandler<Request, Response>,
    policy: ServerPolicy,
  ) =>
  (call: ServerUnaryCall<Decoded<Request>, Response>, send: sendUnaryData<Response>): void => {
    const life = followCall(call);
    const answer = async (): Promise<Response> => {
      const { admission, end } = await admitAudited(path, call, policy, true);
      return await tellEnd(async (noteOutcome) => {
        const context: CallContext = { ...admission, signal: life.signal, noteOutcome };
        return await handler(unwrap(call.request), context);
      }, end);
    };
    answer().then(
      (response) => {
        life.finish();
        send(null, response);
      },
      (error: unknown) => {
        life.finish();
        if (!life.signal.aborted) send(toStatus(error, path, policy));
      },
    );
  };

const serveStream =
  <Request, Response>(
    path: RpcPath,
    handler: ServerStreamHandler<Request, Response>,
    policy: ServerPolicy,
  ) =>
  (call: ServerWritableStream<Decoded<Request>, Response>): void => {
    const life = followCall(call);
    let shutOut: { readonly error: unknown } | undefined;
    // Who is shut out meanwhile gets nothing more, not even of what goes on.
    const recheck = (): void => {
      try {
        admitCall(path, call, policy, false);
      } catch (error) {
        shutOut ??= { error };
        life.abort();
      }
    };
    const answer = async (): Promise<void> => {
      policy.rechecks.add(recheck);
      const { admission, end } = await admitAudited(path, call, policy, false);
      await tellEnd(async (noteOutcome) => {
        const context: CallContext = { ...admission, signal: life.signal, noteOutcome };
        await sendStream(handler(unwrap(call.request), context), call, life.signal);
        if (shutOut !== undefined) throw shutOut.error;
      }, end);
    };
    const finish = (): void => {
      policy.rechecks.delete(recheck);
      life.finish();
    };
    answer().then(
      () => {
        finish();
        call.end();
      },
      (error: unknown) => {
        finish();
        if (life.signal.aborted && shutOut === undefined) return;
        // How grpc-js takes the status of a stream that fails.
        call.emit("error", toStatus(error, path, policy));
      },
    );
  };

/** Who left before the end of a stream is no failure of the call. */
const tellEnd = async <Result>(
  work: (noteOutcome: (code: string) => void) => Promise<Result>,
  end: (outcome: string) => Promise<void>,
): Promise<Result> => {
  let outcome = "ok";
  try {
    const result = await work((code) => {
      outcome = code;
    });
    await end(outcome);
    return result;
  } catch (error) {
    await end(toVisibleError(error).code);
    throw error;
  }
};

/** grpc-js says "cancelled" after every call; only before its end does it mean something. */
const followCall = (call: {
  readonly once: (event: "cancelled", listener: () => void) => unknown;
}) => {
  const controller = new AbortController();
  let isFinished = false;
  call.once("cancelled", () => {
    if (!isFinished) controller.abort();
  });
  return {
    signal: controller.signal,
    abort: () => controller.abort(),
    finish: () => {
      isFinished = true;
    },
  };
};
