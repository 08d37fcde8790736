import { expect, test } from "vitest";
import { fullNodeSpec, minimalNodeSpec } from "../../test/support/node-specs.ts";
import type { Member } from "../../shared/spec/membership.ts";
import { followMembership } from "./follow-membership.ts";

const spec = fullNodeSpec();
const member = (name: string, state: Member["state"]): Member => ({
  name,
  address: "10.0.0.9",
  privateAddress: "10.0.0.9",
  role: "worker",
  state,
});

const namesWith = (members: readonly Member[]) =>
  followMembership(spec, {
    cluster: spec.cluster,
    number: 9,
    members,
    signers: [],
    revokedSerials: [],
  }).firewall?.members.map(({ name }) => name);

test("who has left is let in no more, with or without a tombstone", () => {
  expect(namesWith([member("master-1", "member"), member("worker-1", "removed")])).toEqual([
    "master-1",
  ]);
  expect(namesWith([member("master-1", "member")])).toEqual(["master-1"]);
});

test("who has come waits for the spec", () => {
  const all = ["master-1", "worker-1", "worker-2"].map((name) => member(name, "member"));
  expect(namesWith(all)).toEqual(["master-1", "worker-1"]);
});

test("a spec without a firewall stays as it is", () => {
  const plain = minimalNodeSpec();
  expect(followMembership(plain, undefined)).toBe(plain);
});
