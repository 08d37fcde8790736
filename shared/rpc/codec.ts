import protobuf from "protobufjs/light.js";
import { messageInvalidError } from "../errors/rpc-errors.ts";
import { descriptorJson } from "./gen/descriptor.ts";
import type { MessageTypes } from "./gen/message-types.ts";

/** One message between its plain object and its bytes. */
export interface Codec<Message extends object> {
  readonly encode: (message: Message) => Buffer;
  /** Unknown fields are dropped. Throws MESSAGE_INVALID for bytes that are no such message. */
  readonly decode: (bytes: Uint8Array) => Message;
}

/** A message, or why it is none: grpc-js turns what its decoders throw into a status without detail. */
export type Decoded<Message> =
  | { readonly ok: true; readonly message: Message }
  | { readonly ok: false; readonly error: unknown };

export const tryDecode = <Message extends object>(
  codec: Codec<Message>,
  bytes: Uint8Array,
): Decoded<Message> => {
  try {
    return { ok: true, message: codec.decode(bytes) };
  } catch (error) {
    return { ok: false, error };
  }
};

export const unwrap = <Message>(decoded: Decoded<Message>): Message => {
  if (!decoded.ok) throw decoded.error;
  return decoded.message;
};

/** Costs nothing until the first message: the descriptor is read then. */
export const codecOf = <Name extends keyof MessageTypes>(
  name: Name,
): Codec<MessageTypes[Name]> => ({
  encode: (message) => {
    const type = lookUp(name);
    const bytes = type.encode(type.fromObject(message)).finish();
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  },
  decode: (bytes) => {
    const decoded = decode(name, bytes);
    assertShape<MessageTypes[Name]>(decoded);
    return decoded;
  },
});

// 64-bit numbers of ours are sizes, times and counters far below 2^53.
const objectForm = { longs: Number, enums: String, defaults: true, oneofs: true };

const decode = (name: string, bytes: Uint8Array): object => {
  const type = lookUp(name);
  try {
    return type.toObject(type.decode(bytes), objectForm);
  } catch (error) {
    throw messageInvalidError(
      { message: name, field: "", reason: "broken encoding" },
      { cause: error },
    );
  }
};

let root: protobuf.Root | undefined;

const lookUp = (name: string): protobuf.Type => {
  root ??= readDescriptor();
  return root.lookupType(name);
};

const readDescriptor = (): protobuf.Root => {
  // oxlint-disable-next-line typescript/no-unsafe-assignment -- the generator wrote it from a Root
  const descriptor: protobuf.INamespace = JSON.parse(descriptorJson);
  const parsed = protobuf.Root.fromJSON(descriptor);
  parsed.resolveAll();
  return parsed;
};

/**
 * The one place where the compiler takes the generator's word: descriptor and types come from one
 * run of it, so what the descriptor decodes has the type of the same name.
 */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- an assertion is what it is for
function assertShape<Message>(_decoded: object): asserts _decoded is Message & object {}
