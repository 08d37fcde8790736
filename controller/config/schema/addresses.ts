import { isIP, isIPv6 } from "node:net";
import { type Cidr, parseCidr, renderCidr } from "../cidr.ts";
import { type RuleBreach, textWith } from "./rule.ts";

/** An IPv4 or IPv6 address without brackets or zone, or a DNS name. */
export const hostAddress = textWith((text) => addressBreach(text));

/** What is wrong with an address, if anything. */
const addressBreach = (text: string): RuleBreach | undefined => {
  if (isIP(text) !== 0 && !text.includes("%")) return undefined;
  if (isName(text)) return undefined;
  return {
    message: `"${text}" is neither an IP address nor a host name`,
    ...addressHint(text),
  };
};

const addressHint = (text: string): { readonly hint?: string } => {
  if (text.includes("@")) return { hint: "the user goes into the key user" };
  if (text.startsWith("[")) return { hint: "write IPv6 addresses without brackets" };
  if (/^[^:]+:\d+$/.test(text)) return { hint: "the port is a key of its own" };
  return {};
};

/** Upper case is fine in DNS; a last label of digits only is a broken IPv4 address. */
const isName = (text: string): boolean =>
  text.length <= 253 &&
  text.split(".").every((label) => /^[A-Za-z0-9]([-A-Za-z0-9]{0,61}[A-Za-z0-9])?$/.test(label)) &&
  !/(?:^|\.)\d+$/.test(text);

/** A network such as `10.32.0.0/12`. */
export const cidrText = textWith((text) => cidrBreach(text));

/** Service networks: the API server takes at most 20 bits of addresses, and cluster DNS is the tenth. */
export const serviceCidr = textWith((text) => {
  const cidr = parseCidr(text);
  if (cidr === undefined) return cidrBreach(text);
  const hostBits = cidr.bits - cidr.prefix;
  if (hostBits > 20) {
    return {
      message: `"${text}" is too large for services`,
      hint: `/${cidr.bits - 20} is the largest`,
    };
  }
  if (hostBits < 4) {
    return {
      message: `"${text}" is too small for services`,
      hint: `/${cidr.bits - 4} is the smallest`,
    };
  }
  return cidrBreach(text);
});

const cidrBreach = (text: string): RuleBreach | undefined => {
  const cidr = parseCidr(text);
  if (cidr === undefined) {
    const isAddress = isIP(text) !== 0;
    const hint = isAddress
      ? `add the prefix length: ${text}/${isIPv6(text) ? 64 : 16}`
      : "such as 10.32.0.0/12";
    return { message: `"${text}" is not a network in CIDR form`, hint };
  }
  return networkBreach(text, cidr);
};

const networkBreach = (text: string, cidr: Cidr): RuleBreach | undefined =>
  cidr.isNetwork
    ? undefined
    : {
        message: `"${text}" is an address inside a network`,
        hint: `the network is ${renderCidr(cidr)}`,
      };
