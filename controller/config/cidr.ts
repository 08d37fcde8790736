import ipaddr from "ipaddr.js";
import { isIP } from "node:net";

/** A range of addresses; `first` and `last` as numbers. */
export interface Cidr {
  readonly bits: 32 | 128;
  readonly prefix: number;
  readonly first: bigint;
  readonly last: bigint;
  /** Whether the text named the network itself, not an address inside of it. */
  readonly isNetwork: boolean;
}

/** Reads `10.32.0.0/12` or `fd00::/108`; undefined for anything else. */
export const parseCidr = (text: string): Cidr | undefined => {
  const [address = "", length = "", ...rest] = text.split("/");
  const bits = bitsOf(address);
  if (bits === undefined || rest.length > 0 || !/^(0|[1-9]\d{0,2})$/.test(length)) return undefined;
  const prefix = Number(length);
  if (prefix > bits) return undefined;
  const value = toNumber(address);
  const size = 1n << BigInt(bits - prefix);
  const first = value - (value % size);
  return { bits, prefix, first, last: first + size - 1n, isNetwork: first === value };
};

/** One address as a range of one; undefined for names. */
export const parseAddress = (text: string): Cidr | undefined => {
  const bits = bitsOf(text);
  return bits === undefined ? undefined : parseCidr(`${text}/${bits}`);
};

/** Whether two ranges share an address. */
export const overlaps = (a: Cidr, b: Cidr): boolean =>
  a.bits === b.bits && a.first <= b.last && b.first <= a.last;

/** The network in its normal form. */
export const renderCidr = (cidr: Cidr): string => {
  const bytes = Array.from({ length: cidr.bits / 8 }, (_, index) =>
    Number((cidr.first >> BigInt(cidr.bits - 8 * (index + 1))) & 0xffn),
  );
  return `${ipaddr.fromByteArray(bytes).toString()}/${cidr.prefix}`;
};

const bitsOf = (address: string): 32 | 128 | undefined => {
  if (address.includes("%")) return undefined;
  const family = isIP(address);
  return family === 4 ? 32 : family === 6 ? 128 : undefined;
};

const toNumber = (address: string): bigint =>
  ipaddr
    .parse(address)
    .toByteArray()
    .reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
