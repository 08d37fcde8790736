import { expect, test } from "vitest";
import { minimalMembership } from "../../test/support/memberships.ts";
import { findTakeover } from "./find-takeover.ts";

const membership = minimalMembership();
const { id } = membership.cluster;
const OTHER = "9a1c2c1e-8a1a-4a52-9d53-0a4a5f3c9c99";

const foreign = (clusterId: string, kept: { readonly number?: number }) => ({
  link: {
    kind: "ssh",
    probe: { agent: { clusterId, host: "w1", isForeign: true } },
    kept: kept.number === undefined ? {} : { membership: { ...membership, number: kept.number } },
  } as const,
});
const own = { link: { kind: "agent" } as const };

test("there is none while every host is this cluster's own or nobody's", () => {
  const bare = { link: { kind: "ssh", probe: {}, kept: {} } as const };
  expect(findTakeover([own, bare], [])).toBeUndefined();
});

test("what is inherited is what the host knows that heard last of its cluster", () => {
  const hosts = [foreign(id, { number: 3 }), foreign(id, { number: 5 }), foreign(id, {}), own];
  expect(findTakeover(hosts, [{ address: "192.0.2.1" }])).toMatchObject({
    inherited: { number: 5 },
    hosts: 3,
    left: [],
  });
  expect(findTakeover(hosts, [])?.left).toEqual(["master-1"]);
});

test.each([
  {
    why: "hosts of several clusters",
    hosts: [foreign(id, { number: 1 }), foreign(OTHER, { number: 1 })],
  },
  { why: "hosts of which none tells who belongs to it", hosts: [foreign(id, {})] },
])("$why are refused", ({ hosts }) => {
  expect(() => findTakeover(hosts, [])).toThrow(
    expect.objectContaining({ code: "TAKEOVER_REFUSED" }),
  );
});
