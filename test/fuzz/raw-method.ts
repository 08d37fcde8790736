import type { RpcPath } from "../../shared/rpc/gen/rpc-path.ts";

/** A request as its bytes, whatever they are. */
export interface RawRequest {
  readonly bytes: Buffer;
}

/** Any RPC, with requests that nobody has encoded and answers that nobody reads; every one can be asked as a stream. */
export const rawMethod = (path: RpcPath) =>
  ({
    path,
    request: {
      encode: ({ bytes }: RawRequest) => bytes,
      decode: (): RawRequest => ({ bytes: Buffer.alloc(0) }),
    },
    response: { encode: () => Buffer.alloc(0), decode: () => ({}) },
    responseStream: true,
  }) as const;
