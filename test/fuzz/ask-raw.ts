import type { CallOptions } from "../../shared/rpc/client-transport.ts";
import type { RpcPath } from "../../shared/rpc/gen/rpc-path.ts";
import type { OpenTransport } from "../../shared/rpc/open-transport.ts";

/** A request as its bytes, whatever they are. */
interface RawRequest {
  readonly bytes: Buffer;
}

const NOTHING = Buffer.alloc(0);

/** Every RPC can be asked as a stream. */
const methodOf = (path: RpcPath) =>
  ({
    path,
    request: {
      encode: ({ bytes }: RawRequest) => bytes,
      decode: (): RawRequest => ({ bytes: NOTHING }),
    },
    response: { encode: () => NOTHING, decode: () => ({}) },
    responseStream: true,
  }) as const;

/** Sends bytes that nobody has encoded to any RPC, and leaves after the first answer. Rejects as calls do. */
export const askRaw = async (
  transport: OpenTransport["transport"],
  path: RpcPath,
  { bytes = NOTHING, ...options }: CallOptions & { readonly bytes?: Buffer },
): Promise<void> => {
  const answers = transport.serverStream(methodOf(path), { bytes }, options);
  const iterator = answers[Symbol.asyncIterator]();
  await iterator.next();
  await iterator.return?.(undefined);
};
