import { expect, test } from "vitest";
import {
  masterMoved,
  memberAddressTaken,
  memberNameTaken,
  roleChanged,
} from "../../shared/errors/membership-errors.ts";
import { decodeMembership, encodeMembership } from "../../shared/spec/membership-wire.ts";
import { buildMembership, type CandidateMember } from "./build-membership.ts";

const cluster = { id: "5f3c6c1e-6d8b-4a55-9d0c-0a8f3f5f3a11", name: "lab" };
const signer = { keyId: "aa", publicKey: "AA==" };
const host = (name: string, last: number, role: "master" | "worker"): CandidateMember => ({
  name,
  address: `192.0.2.${last}`,
  privateAddress: `192.0.2.${last}`,
  role,
  isProven: false,
});
const m1 = host("m1", 1, "master");
const w1 = host("w1", 2, "worker");
const w2 = host("w2", 3, "worker");
const build = (
  candidates: readonly CandidateMember[],
  previous?: ReturnType<typeof buildMembership>,
) => buildMembership({ cluster, signer, candidates, previous, podNetworkCidr: "10.32.0.0/12" });

test("the first membership has number 1 and a pod network for each host", () => {
  const { number, members } = build([m1, w1]);
  expect(number).toBe(1);
  expect(members.map(({ name, podCidr }) => [name, podCidr])).toEqual([
    ["m1", "10.32.0.0/24"],
    ["w1", "10.32.1.0/24"],
  ]);
});

test("the same hosts keep the number and everything else", () => {
  const first = build([m1, w1]);
  expect(build([w1, m1], first)).toEqual(first);
});

test("a new host gets a pod network that nobody has, and the next number", () => {
  const second = build([m1, w2, w1], build([m1, w1]));
  expect(second.number).toBe(2);
  expect(second.members.find(({ name }) => name === "w2")?.podCidr).toBe("10.32.2.0/24");
});

test("a host that is missing from cluster.yml stays a member", () => {
  const second = build([m1], build([m1, w1]));
  expect(second.members.map(({ name }) => name)).toEqual(["m1", "w1"]);
  expect(second.number).toBe(1);
});

test("a changed role is refused", () => {
  const first = build([m1, w1]);
  expect(() => build([m1, { ...w1, role: "master" }], first)).toThrow(
    roleChanged({ host: "w1", from: "worker", to: "master" }),
  );
});

test("another host with a member's name is refused", () => {
  const first = build([m1, w1]);
  expect(() =>
    build([m1, { ...w1, address: "192.0.2.9", privateAddress: "192.0.2.9" }], first),
  ).toThrow(memberNameTaken({ name: "w1", address: "192.0.2.9", member: "192.0.2.2" }));
});

test("a worker whose agent proves who it is may be at another address, with its pod network", () => {
  const first = build([m1, w1]);
  const moved = { ...w1, address: "192.0.2.9", privateAddress: "192.0.2.9", isProven: true };
  const { number, members } = build([m1, moved], first);
  expect(number).toBe(2);
  expect(members.find(({ name }) => name === "w1")).toEqual({
    ...first.members.find(({ name }) => name === "w1"),
    address: "192.0.2.9",
    privateAddress: "192.0.2.9",
  });
});

test.each([
  { address: "192.0.2.9", privateAddress: "192.0.2.9", isProven: true },
  { address: m1.address, privateAddress: "192.0.2.9", isProven: false },
])("a master that has moved is refused: %j", (now) => {
  expect(() => build([{ ...m1, ...now }, w1], build([m1, w1]))).toThrow(
    masterMoved({ host: "m1", from: "192.0.2.1", to: "192.0.2.9" }),
  );
});

test("a master may be reached another way", () => {
  const { members } = build([{ ...m1, address: "192.0.2.9" }, w1], build([m1, w1]));
  expect(members.find(({ name }) => name === "m1")?.address).toBe("192.0.2.9");
});

test("a pod network without room for all hosts is refused", () => {
  const small = { cluster, signer, previous: undefined, podNetworkCidr: "10.32.0.0/30" };
  const candidates = Array.from({ length: 9 }, (_, index) =>
    host(`w${index}`, index + 1, "worker"),
  );
  expect(() => buildMembership({ ...small, candidates })).toThrow("too small for 9 hosts");
});

test("a host that comes back under another name is refused while the old member is there", () => {
  const renamed = { ...w1, name: "w9" };
  expect(() => build([m1, renamed], build([m1, w1]))).toThrow(
    memberAddressTaken({ name: "w9", address: w1.address, member: "w1" }),
  );
});

test("what was decoded from the wire is equal to what was built", () => {
  const decoded = decodeMembership(encodeMembership(build([m1, w1])));
  expect(build([m1, w1], decoded).number).toBe(1);
});
