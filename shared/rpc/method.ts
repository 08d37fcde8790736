import { type Codec, codecOf } from "./codec.ts";
import type { MessageTypes } from "./gen/message-types.ts";
import type { RpcPath } from "./gen/rpc-path.ts";

/** One request, one answer. */
export interface UnaryMethod<Request extends object, Response extends object> {
  readonly path: RpcPath;
  readonly request: Codec<Request>;
  readonly response: Codec<Response>;
}

/** One request, any number of answers. */
export interface ServerStreamMethod<
  Request extends object,
  Response extends object,
> extends UnaryMethod<Request, Response> {
  readonly responseStream: true;
}

export const unaryMethod = <
  Request extends keyof MessageTypes,
  Response extends keyof MessageTypes,
>(
  path: RpcPath,
  request: Request,
  response: Response,
): UnaryMethod<MessageTypes[Request], MessageTypes[Response]> => ({
  path,
  request: codecOf(request),
  response: codecOf(response),
});

export const serverStreamMethod = <
  Request extends keyof MessageTypes,
  Response extends keyof MessageTypes,
>(
  path: RpcPath,
  request: Request,
  response: Response,
): ServerStreamMethod<MessageTypes[Request], MessageTypes[Response]> => ({
  ...unaryMethod(path, request, response),
  responseStream: true,
});
