import { expect, test } from "vitest";
import { countReads } from "../../test/support/count-reads.ts";
import { fullNodeSpec, minimalNodeSpec } from "../../test/support/node-specs.ts";
import type { Member, Membership } from "../../shared/spec/membership.ts";
import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import { followMembership } from "./follow-membership.ts";

const spec = fullNodeSpec();
const BRIDGE = {
  provider: "bridge",
  podCidr: "10.32.0.0/24",
  clusterCidr: "10.32.0.0/12",
  routes: [],
} as const;
const bridged: NodeSpec = { ...spec, network: BRIDGE };
const member = (name: string, state: Member["state"]): Member => ({
  name,
  address: "10.0.0.9",
  privateAddress: "10.0.0.9",
  role: "worker",
  state,
});

const membershipOf = (members: readonly Member[]): Membership => ({
  cluster: spec.cluster,
  number: 9,
  members,
  signers: [],
  revokedSerials: [],
});

const namesWith = (members: readonly Member[], newcomers: readonly string[] = []) =>
  followMembership(spec, membershipOf(members), new Set(newcomers)).firewall?.members.map(
    ({ name }) => name,
  );

test("who has left is let in no more, with or without a tombstone", () => {
  expect(namesWith([member("master-1", "member"), member("worker-1", "removed")])).toEqual([
    "master-1",
  ]);
  expect(namesWith([member("master-1", "member")])).toEqual(["master-1"]);
});

const ALL = ["master-1", "worker-1", "worker-2"].map((name) => member(name, "member"));

test("who has come waits for the spec", () => {
  expect(namesWith(ALL)).toEqual(["master-1", "worker-1"]);
});

test("who has come while this host was away is let in as the spec would, and found", () => {
  const newcomer: Member = {
    ...member("worker-2", "member"),
    address: "edge.example.com",
    podCidr: "10.32.77.0/24",
  };
  const followed = followMembership(
    bridged,
    membershipOf([...ALL.slice(0, 2), newcomer]),
    new Set(["worker-2", "gone"]),
  );
  expect(followed.firewall?.members.at(-1)).toEqual({
    name: "worker-2",
    role: "worker",
    addresses: ["10.0.0.9"],
  });
  expect(followed.network).toMatchObject({
    routes: [{ destination: "10.32.77.0/24", gateway: "10.0.0.9" }],
  });
});

test("nothing is told twice: what the spec has already stays as it is", () => {
  const worker = { ...member("worker-1", "member"), privateAddress: "10.0.0.2" };
  const here = [...ALL.slice(0, 1), { ...worker, podCidr: "10.32.2.0/24" }];
  const routes = [{ destination: "10.32.2.0/24", gateway: "10.0.0.2" }];
  const followed = followMembership(
    { ...bridged, network: { ...BRIDGE, routes } },
    membershipOf(here),
    new Set(["master-1", "worker-1"]),
  );
  expect(followed.network).toEqual({ ...BRIDGE, routes });
  expect(followed.firewall?.members).toEqual(spec.firewall?.members);
});

test("a spec without a firewall stays as it is", () => {
  const plain = minimalNodeSpec();
  expect(followMembership(plain, undefined, new Set())).toBe(plain);
});

test("a thousand members are followed in one walk", () => {
  const names = Array.from({ length: 1_000 }, (_, at) => `worker-${at}`);
  const here = countReads(names.map((name) => member(name, "member")));
  const known = countReads(
    names.map((name) => ({ name, role: "worker" as const, addresses: ["10.0.0.9"] })),
  );
  const { firewall = unexpected() } = spec;
  const followed = followMembership(
    { ...spec, firewall: { ...firewall, members: known.items } },
    membershipOf(here.items),
    new Set(names),
  );
  expect(followed.firewall?.members).toHaveLength(names.length);
  // Sorting takes some twenty for each.
  expect(here.reads() + known.reads()).toBeLessThan(100 * names.length);
});

function unexpected(): never {
  throw new Error("the sample has a firewall");
}
