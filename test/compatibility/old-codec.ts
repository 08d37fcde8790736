import { type Codec, codecOf as presentCodecOf } from "../../shared/rpc/codec.ts";
import type { MessageTypes } from "../../shared/rpc/gen/message-types.ts";
import { throughOldWire } from "./through-old-wire.ts";

export { tryDecode, unwrap } from "../../shared/rpc/codec.ts";

/** As the codec that it replaces: messages lose what the minor before had no field for, both ways. */
export const codecOf = <Name extends keyof MessageTypes>(name: Name): Codec<MessageTypes[Name]> => {
  const { encode, decode } = presentCodecOf(name);
  return {
    encode: (message) => Buffer.from(throughOldWire(name, encode(message))),
    decode: (bytes) => decode(throughOldWire(name, bytes)),
  };
};
