import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { countReads } from "../../test/support/count-reads.ts";
import { fullNodeSpec, minimalNodeSpec } from "../../test/support/node-specs.ts";
import type { NodeSpec } from "./node-spec.ts";
import { encodeNodeSpec } from "./node-spec-wire.ts";
import { createSpecDigester, decodeWithoutFirewall } from "./node-spec-digest.ts";

const BRIDGE = {
  provider: "bridge",
  podCidr: "10.32.0.0/24",
  clusterCidr: "10.32.0.0/12",
  routes: [],
} as const;
const bridged = (network: NodeSpec["network"]): NodeSpec => ({ ...fullNodeSpec(), network });

const plainDigest = (payload: Uint8Array): string =>
  createHash("sha256").update(payload).digest("hex");

describe("the digest of a spec", () => {
  test.each([
    ["a full one", fullNodeSpec()],
    ["a small one", minimalNodeSpec()],
  ])("is that of its payload: %s", (_, spec) => {
    const digestOf = createSpecDigester();
    expect(digestOf(spec)).toBe(plainDigest(encodeNodeSpec(spec)));
    expect(digestOf(spec)).toBe(plainDigest(encodeNodeSpec(spec)));
  });

  test("is that of its payload where hosts have ways to each other, in common", () => {
    const digestOf = createSpecDigester();
    const ways = Array.from({ length: 300 }, (_, at) => ({
      destination: `10.32.${at}.0/24`,
      gateway: `192.0.2.${at}`,
    }));
    const specs = [ways, ways.slice(1), ways.slice(0, 1), []].map((routes) =>
      bridged({ ...BRIDGE, mtu: 1400, routes }),
    );
    expect(specs.map(digestOf)).toEqual(specs.map((spec) => plainDigest(encodeNodeSpec(spec))));
  });

  test("encodes each route once for all hosts", () => {
    const digestOf = createSpecDigester();
    const ways = countReads([{ destination: "10.32.1.0/24", gateway: "192.0.2.1" }]);
    for (const podCidr of ["10.32.2.0/24", "10.32.3.0/24", "10.32.4.0/24"])
      digestOf(bridged({ ...BRIDGE, podCidr, routes: ways.items }));
    expect(ways.reads()).toBe(2);
  });

  test("tells hosts of the same members apart", () => {
    const digestOf = createSpecDigester();
    const { firewall, ...spec } = fullNodeSpec();
    const other = { ...spec, ...(firewall && { firewall: { ...firewall, sshPorts: [2022] } }) };
    digestOf({ ...spec, ...(firewall && { firewall }) });
    expect(digestOf(other)).toBe(plainDigest(encodeNodeSpec(other)));
  });
});

test("a spec is read without its firewall, and else is what it was", () => {
  const { firewall, ...rest } = fullNodeSpec();
  expect(firewall?.members).not.toEqual([]);
  expect(decodeWithoutFirewall(encodeNodeSpec(fullNodeSpec()))).toEqual(
    decodeWithoutFirewall(encodeNodeSpec(rest)),
  );
  expect(decodeWithoutFirewall(encodeNodeSpec(rest)).firewall).toBeUndefined();
});
