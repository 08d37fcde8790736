import asn1, { type Asn1Node } from "node-forge/lib/asn1.js";

export type { Asn1Node };

// X.690 tags.
const universal = 0x00;
const contextSpecific = 0x80;
const tags = {
  boolean: 1,
  integer: 2,
  bitString: 3,
  octetString: 4,
  oid: 6,
  utf8String: 12,
  sequence: 16,
  set: 17,
  utcTime: 23,
  generalizedTime: 24,
} as const;

/**
 * Values of DER, as far as X.509 certificates and PKCS#10 requests need them. This is the only file
 * that touches node-forge; what imports it is loaded on demand (`await import`), since it costs
 * start-up time that most commands do not owe.
 */
export const der = {
  sequence: (children: readonly Asn1Node[]): Asn1Node =>
    asn1.create(universal, tags.sequence, true, children),
  set: (children: readonly Asn1Node[]): Asn1Node =>
    asn1.create(universal, tags.set, true, children),
  oid: (oid: string): Asn1Node => primitive(tags.oid, asn1.oidToDer(oid).getBytes()),
  boolean: (value: boolean): Asn1Node => primitive(tags.boolean, value ? "\xff" : "\x00"),
  /** Big-endian two's complement: a positive number has its top bit clear. */
  integer: (bytes: Uint8Array): Asn1Node => primitive(tags.integer, toBinary(bytes)),
  octets: (bytes: Uint8Array): Asn1Node => primitive(tags.octetString, toBinary(bytes)),
  /** `unusedBits`: how many low bits of the last byte do not count. */
  bits: (bytes: Uint8Array, unusedBits = 0): Asn1Node =>
    primitive(tags.bitString, String.fromCharCode(unusedBits) + toBinary(bytes)),
  text: (value: string): Asn1Node =>
    primitive(tags.utf8String, toBinary(Buffer.from(value, "utf8"))),
  time: (date: Date): Asn1Node => renderTime(date),
  /** `[tag]` around whole values. */
  explicit: (tag: number, children: readonly Asn1Node[]): Asn1Node =>
    asn1.create(contextSpecific, tag, true, children),
  /** `[tag]` in place of a primitive's own tag. */
  implicit: (tag: number, bytes: Uint8Array): Asn1Node =>
    asn1.create(contextSpecific, tag, false, toBinary(bytes)),
} as const;

/** The DER of a value. */
export const encodeDer = (node: Asn1Node): Buffer =>
  Buffer.from(asn1.toDer(node).getBytes(), "latin1");

/** Reads one whole DER value; throws (an error of node-forge's) on anything else. */
export const decodeDer = (bytes: Uint8Array): Asn1Node =>
  // Bit strings stay bytes: keys and signatures in them are for node:crypto.
  asn1.fromDer(toBinary(bytes), { strict: true, decodeBitStrings: false });

/** Children of a constructed value, none of a primitive one. */
export const childrenOf = (node: Asn1Node | undefined): readonly Asn1Node[] =>
  node === undefined || typeof node.value === "string" ? [] : node.value;

/** Content of a bit string without its count of unused bits; undefined for another value. */
export const bitsOf = (node: Asn1Node | undefined): Buffer | undefined =>
  node?.type === tags.bitString && typeof node.value === "string"
    ? Buffer.from(node.value.slice(1), "latin1")
    : undefined;

/** Dotted form of an object identifier; undefined for another value. */
export const oidOf = (node: Asn1Node | undefined): string | undefined =>
  node?.type === tags.oid && typeof node.value === "string" ? asn1.derToOid(node.value) : undefined;

function primitive(tag: number, value: string): Asn1Node {
  return asn1.create(universal, tag, false, value);
}

function toBinary(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}

// RFC 5280, 4.1.2.5: two-digit years until 2049, four-digit ones from then on.
function renderTime(date: Date): Asn1Node {
  return date.getUTCFullYear() < 2050
    ? primitive(tags.utcTime, asn1.dateToUtcTime(date))
    : primitive(tags.generalizedTime, asn1.dateToGeneralizedTime(date));
}
