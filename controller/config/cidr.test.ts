import { describe, expect, test } from "vitest";
import { type Cidr, overlaps, parseAddress, parseCidr, renderCidr } from "./cidr.ts";

const read = (text: string): Cidr => {
  const cidr = parseCidr(text);
  if (cidr === undefined) throw new Error(`not read: ${text}`);
  return cidr;
};

describe("networks", () => {
  test.each([
    "",
    "10.0.0.0",
    "10.0.0.0/33",
    "10.0.0.0/-1",
    "10.0.0.0/08",
    "10.0.0/8",
    "10.0.0.0/8/8",
    "fd00::/129",
    "a/8",
    "010.0.0.0/8",
  ])("%j is none", (text) => {
    expect(parseCidr(text)).toBeUndefined();
  });

  test.each([
    ["10.32.5.1/12", "10.32.0.0/12", false],
    ["0.0.0.0/0", "0.0.0.0/0", true],
    ["255.255.255.255/32", "255.255.255.255/32", true],
    ["FD00:0:0::1/64", "fd00::/64", false],
  ])("%s is %s", (text, network, isNetwork) => {
    const cidr = read(text);
    expect(cidr.isNetwork).toBe(isNetwork);
    expect(renderCidr(cidr)).toBe(network);
  });

  test.each([
    ["10.96.0.0/12", "10.32.0.0/12", false],
    ["10.0.0.0/8", "10.32.0.0/12", true],
    ["10.32.0.0/16", "10.33.0.0/16", false],
    ["fd00::/48", "fd00:0:0:1::/64", true],
    ["0.0.0.0/0", "::/0", false],
  ])("%s and %s overlap: %s", (a, b, expected) => {
    const ranges = [a, b].map(read);
    expect(ranges.flatMap((one) => ranges.map((two) => overlaps(one, two)))).toEqual([
      true,
      expected,
      expected,
      true,
    ]);
  });

  test("an address is a network of one", () => {
    expect(parseAddress("10.0.0.1")).toMatchObject({
      prefix: 32,
      first: 0x0a000001n,
      last: 0x0a000001n,
    });
    expect(parseAddress("fe80::1%eth0")).toBeUndefined();
    expect(parseAddress("host")).toBeUndefined();
  });
});
