import { createHash } from "node:crypto";
import protobuf from "protobufjs/light.js";
import { codecOf } from "../rpc/codec.ts";
import type { BridgeNetworkSpec, FirewallSpec, NetworkSpec, NodeSpec } from "./node-spec.ts";
import { decodeNodeSpec, encodeNodeSpec } from "./node-spec-wire.ts";

type PodRoute = BridgeNetworkSpec["routes"][number];

/**
 * Of a spec's payload everything but who its firewall lets in, which names every member of the
 * cluster: of a thousand hosts that would be a million names. Throws MESSAGE_INVALID.
 */
export const decodeWithoutFirewall = (payload: Uint8Array): NodeSpec => {
  const { start, end } = findField(payload, FIREWALL_FIELD);
  const rest = start === end ? payload : cutOut(payload, start, end);
  return decodeNodeSpec(rest);
};

/**
 * Says digests of payloads: hex SHA-256 of what `encodeNodeSpec` gives. What names every member of the
 * cluster is encoded once for all hosts: who a firewall lets in, and each route to another host's pods.
 */
export const createSpecDigester = (): ((spec: NodeSpec) => string) => {
  const known = new Map<string, Uint8Array>();
  const firewallField = (spec: NodeSpec, { members, ...rest }: FirewallSpec): Uint8Array => {
    const key = `${numberOf(members)} ${JSON.stringify(rest)}`;
    const bytes = known.get(key) ?? encodeFirewallField(spec);
    known.set(key, bytes);
    return bytes;
  };
  return (spec) => {
    const { firewall, network, ...others } = spec;
    const rest = encodeNodeSpec({ ...others, network: withoutRoutes(network) });
    const ways = findField(rest, NETWORK_FIELD);
    const { start } = findField(rest, FIREWALL_FIELD);
    const hash = createHash("sha256").update(rest.subarray(0, ways.start));
    for (const part of networkField(rest.subarray(ways.start, ways.end), network))
      hash.update(part);
    hash.update(rest.subarray(ways.end, start));
    if (firewall !== undefined) hash.update(firewallField(spec, firewall));
    return hash.update(rest.subarray(start)).digest("hex");
  };
};

const NETWORK_FIELD = 12;
const ROUTES_FIELD = 4;
const FIREWALL_FIELD = 16;

/** The same list for all hosts is told by its identity. */
const numbers = new WeakMap<object, number>();
let last = 0;
const numberOf = (list: object): number => {
  const number = numbers.get(list) ?? (last += 1);
  numbers.set(list, number);
  return number;
};

const withoutRoutes = (network: NetworkSpec): NetworkSpec =>
  network.provider === "bridge" ? { ...network, routes: [] } : network;

/** A field with a network whose routes are missing, with them: they are the last of what it says. */
const networkField = (bytes: Uint8Array, network: NetworkSpec): readonly Uint8Array[] => {
  if (network.provider !== "bridge" || network.routes.length === 0) return [bytes];
  const routes = Buffer.concat(network.routes.map(routeField));
  const outer = protobuf.Reader.create(bytes);
  const field = outer.uint32();
  const inner = protobuf.Reader.create(outer.bytes());
  const bridge = inner.uint32();
  const content = inner.bytes();
  const head = toVarints(bridge, content.length + routes.length);
  const whole = head.length + content.length + routes.length;
  return [toVarints(field, whole), head, content, routes];
};

const routes = codecOf("pharos.v1.PodRoute");
const LENGTH_DELIMITED = 2;

const routeField = (route: PodRoute): Uint8Array => {
  const known = encodedRoutes.get(route);
  if (known !== undefined) return known;
  const { destination, gateway } = route;
  const tag = (ROUTES_FIELD << 3) | LENGTH_DELIMITED;
  const bytes = protobuf.Writer.create()
    .uint32(tag)
    .bytes(routes.encode({ destination, gateway }))
    .finish();
  encodedRoutes.set(route, bytes);
  return bytes;
};

/** A route is the same object in the specs of all hosts that have it. */
const encodedRoutes = new WeakMap<PodRoute, Uint8Array>();

const toVarints = (...numbers: readonly number[]): Uint8Array => {
  const writer = protobuf.Writer.create();
  for (const number of numbers) writer.uint32(number);
  return writer.finish();
};

const encodeFirewallField = (spec: NodeSpec): Uint8Array => {
  const payload = encodeNodeSpec({ ...spec, network: withoutRoutes(spec.network) });
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
