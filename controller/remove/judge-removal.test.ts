import { expect, test } from "vitest";
import type { EtcdMember } from "../../shared/rpc/gen/cluster.ts";
import type { Member } from "../../shared/spec/membership.ts";
import { judgeRemoval } from "./judge-removal.ts";

const member = (name: string, role: Member["role"] = "master"): Member => ({
  name,
  address: `192.0.2.${name.slice(1)}`,
  privateAddress: `10.0.0.${name.slice(1)}`,
  role,
  state: "member",
});

const voter = (name: string, healthy = true): EtcdMember => ({
  name,
  id: name,
  healthy,
  learner: false,
  reason: healthy ? "" : "away",
  alarms: [],
  peerUrls: [`https://10.0.0.${name.slice(1)}:2380`],
});

/** Removes m1; `healthy` says who of etcd's members works. */
const judge = (healthy: readonly boolean[]) => () =>
  judgeRemoval(
    member("m1"),
    { members: [...healthy.map((_, at) => member(`m${at + 1}`)), member("w9", "worker")] },
    { kind: "members", members: healthy.map((works, at) => voter(`m${at + 1}`, works)) },
  );

test.each([
  { what: "one of three that work", healthy: [true, true, true] },
  { what: "a dead one of three", healthy: [false, true, true] },
  { what: "one of two that work", healthy: [true, true] },
  { what: "a dead one of five, another dead", healthy: [false, false, true, true, true] },
])("$what may go", ({ healthy }) => {
  expect(judge(healthy)).not.toThrow();
});

test.each([
  { what: "the only one", healthy: [true], code: "LAST_MASTER_STAYS" },
  { what: "a dead one of two", healthy: [false, true], code: "ETCD_QUORUM_LOST" },
  {
    what: "a dead one of three, another dead",
    healthy: [false, false, true],
    code: "ETCD_QUORUM_LOST",
  },
  {
    what: "one that works, of three with a dead one",
    healthy: [true, false, true],
    code: "REMOVAL_LOSES_QUORUM",
  },
])("$what may not: $code", ({ healthy, code }) => {
  expect(judge(healthy)).toThrow(expect.objectContaining({ code }));
});

test("where etcd serves nobody the masters that are away are named", () => {
  const members = [member("m1"), member("m2"), member("m3")];
  expect(() =>
    judgeRemoval(member("m1"), { members }, { kind: "silent", away: ["m1", "m2"] }),
  ).toThrow(
    expect.objectContaining({ code: "ETCD_QUORUM_LOST", hint: expect.stringContaining("m1, m2") }),
  );
});

test("a worker may always go, and so may a master that etcd has no member of", () => {
  const members = [member("m1"), member("m2"), member("w3", "worker")];
  const silent = { kind: "silent", away: ["m1"] } as const;
  expect(() => judgeRemoval(member("w3", "worker"), { members }, silent)).not.toThrow();
  const left = { kind: "members", members: [voter("m2")] } as const;
  expect(() => judgeRemoval(member("m1"), { members }, left)).not.toThrow();
});
