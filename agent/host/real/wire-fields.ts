/** Values of a protobuf message by field number, in their order: numbers as bigint, all else as bytes. */
export type WireFields = ReadonlyMap<number, readonly (bigint | Buffer)[]>;

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

/**
 * Reads a protobuf message without its schema. protobufjs gives 64-bit numbers as doubles, and ids of
 * etcd members use all bits. Throws `RangeError` on what is no message.
 */
export const readWireFields = (message: Buffer): WireFields => {
  const fields = new Map<number, (bigint | Buffer)[]>();
  let at = 0;
  while (at < message.length) {
    const key = readVarint(message, at);
    const number = Number(key.value >> 3n);
    const { value, next } = readValue(message, key.next, Number(key.value & 7n));
    fields.set(number, [...(fields.get(number) ?? []), value]);
    at = next;
  }
  return fields;
};

/** One field of a message: a number from 0 on. */
export const encodeNumberField = (field: number, value: bigint): Buffer =>
  Buffer.from([...toVarint(BigInt(field) << 3n), ...toVarint(value)]);

const toVarint = (value: bigint): readonly number[] =>
  value < 0x80n ? [Number(value)] : [Number(value & 0x7fn) | 0x80, ...toVarint(value >> 7n)];

export const numberAt = (fields: WireFields, field: number): bigint => {
  const value = fields.get(field)?.at(-1);
  return typeof value === "bigint" ? value : 0n;
};

export const bytesAt = (fields: WireFields, field: number): readonly Buffer[] =>
  (fields.get(field) ?? []).filter((value) => typeof value !== "bigint");

export const textAt = (fields: WireFields, field: number): string =>
  bytesAt(fields, field).at(-1)?.toString("utf8") ?? "";

interface Read<Value> {
  readonly value: Value;
  readonly next: number;
}

const readValue = (message: Buffer, at: number, type: number): Read<bigint | Buffer> => {
  switch (type) {
    case VARINT:
      return readVarint(message, at);
    case FIXED64:
      return { value: message.readBigUInt64LE(at), next: at + 8 };
    case FIXED32:
      return { value: BigInt(message.readUInt32LE(at)), next: at + 4 };
    case BYTES: {
      const { value: length, next } = readVarint(message, at);
      const end = next + Number(length);
      if (end > message.length) throw new RangeError("a field is longer than its message");
      return { value: message.subarray(next, end), next: end };
    }
    default:
      throw new RangeError(`no wire type ${type}`);
  }
};

const readVarint = (message: Buffer, start: number): Read<bigint> => {
  let value = 0n;
  for (let at = start, shift = 0n; ; at += 1, shift += 7n) {
    const byte = message[at];
    if (byte === undefined) throw new RangeError("a number ends with its message");
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return { value, next: at + 1 };
  }
};
