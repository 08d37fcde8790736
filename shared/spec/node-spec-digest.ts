import { createHash } from "node:crypto";
import protobuf from "protobufjs/light.js";
import type { FirewallSpec, NodeSpec } from "./node-spec.ts";
import { decodeNodeSpec, encodeNodeSpec } from "./node-spec-wire.ts";

/**
 * Of a spec's payload everything but who its firewall lets in, which names every member of the
 * cluster: of a thousand hosts that would be a million names. Throws MESSAGE_INVALID.
 */
export const decodeWithoutFirewall = (payload: Uint8Array): NodeSpec => {
  const { start, end } = findField(payload, FIREWALL_FIELD);
  const rest = start === end ? payload : cutOut(payload, start, end);
  return decodeNodeSpec(rest);
};

/** Says digests of payloads: hex SHA-256 of what `encodeNodeSpec` gives, with the members encoded once for all hosts. */
export const createSpecDigester = (): ((spec: NodeSpec) => string) => {
  const known = new Map<string, Uint8Array>();
  const firewallField = (spec: NodeSpec, { members, ...rest }: FirewallSpec): Uint8Array => {
    const key = `${numberOf(members)} ${JSON.stringify(rest)}`;
    const bytes = known.get(key) ?? encodeFirewallField(spec);
    known.set(key, bytes);
    return bytes;
  };
  return (spec) => {
    const { firewall, ...others } = spec;
    const rest = encodeNodeSpec(others);
    const hash = createHash("sha256");
    if (firewall === undefined) return hash.update(rest).digest("hex");
    const { start } = findField(rest, FIREWALL_FIELD);
    hash.update(rest.subarray(0, start)).update(firewallField(spec, firewall));
    return hash.update(rest.subarray(start)).digest("hex");
  };
};

const FIREWALL_FIELD = 16;

/** The same list for all hosts is told by its identity. */
const numbers = new WeakMap<object, number>();
let last = 0;
const numberOf = (list: object): number => {
  const number = numbers.get(list) ?? (last += 1);
  numbers.set(list, number);
  return number;
};

const encodeFirewallField = (spec: NodeSpec): Uint8Array => {
  const payload = encodeNodeSpec(spec);
  const { start, end } = findField(payload, FIREWALL_FIELD);
  // A copy: the rest of the payload need not stay.
  return new Uint8Array(payload.subarray(start, end));
};

/** Where a field stands, or, empty, where it would: an encoder writes fields in the order of their numbers. */
const findField = (
  payload: Uint8Array,
  field: number,
): { readonly start: number; readonly end: number } => {
  const reader = protobuf.Reader.create(payload);
  while (reader.pos < reader.len) {
    const start = reader.pos;
    const tag = reader.uint32();
    if (tag >>> 3 > field) return { start, end: start };
    reader.skipType(tag & 7);
    if (tag >>> 3 === field) return { start, end: reader.pos };
  }
  return { start: reader.pos, end: reader.pos };
};

const cutOut = (bytes: Uint8Array, start: number, end: number): Uint8Array =>
  Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]);
