import { describe, expect, test } from "vitest";
import { agentUnreachableError } from "../../shared/errors/rpc-errors.ts";
import type { Member } from "../../shared/spec/membership.ts";
import type { OpenedMember } from "../cluster/open-members.ts";
import { judgeRecovery } from "./judge-recovery.ts";

const member = (name: string, role: Member["role"] = "master"): Member => ({
  name,
  address: `192.0.2.${name.slice(1)}`,
  privateAddress: `10.0.0.${name.slice(1)}`,
  role,
  state: "member",
});

const there = (name: string, role?: Member["role"]): OpenedMember => ({
  member: member(name, role),
  connection: Object.create(null),
});

const away = (name: string, role?: Member["role"]): OpenedMember => ({
  member: member(name, role),
  error: agentUnreachableError({ address: name, reason: "no answer" }),
});

const judge = (members: readonly OpenedMember[], survivor: string, ...lost: readonly string[]) =>
  judgeRecovery(members, { verb: "etcd recover", survivor, lost });

describe("one master goes on alone", () => {
  test("when all others are named and do not answer", () => {
    const members = [there("m1"), away("m2"), away("m3"), there("w9", "worker")];
    const { survivor, lost } = judge(members, "m1", "m3", "192.0.2.2");
    expect(survivor.member.name).toBe("m1");
    expect(lost.map(({ name }) => name)).toEqual(["m2", "m3"]);
  });
});

describe("it does not", () => {
  test.each([
    { what: "is away itself", members: [away("m1"), away("m2")], code: "AGENT_UNREACHABLE" },
    {
      what: "is the only one",
      members: [there("m1"), there("w9", "worker")],
      code: "ETCD_NOT_LOST",
    },
    { what: "is not there", members: [there("m3"), away("m2")], code: "HOST_UNKNOWN" },
    { what: "is a worker", members: [there("m1", "worker"), away("m2")], code: "HOST_UNKNOWN" },
    {
      what: "has another that answers",
      members: [there("m1"), there("m2")],
      code: "ETCD_NOT_LOST",
    },
    {
      what: "has one of two others that answers",
      members: [there("m1"), away("m2"), there("m3")],
      code: "ETCD_NOT_LOST",
    },
  ])("where it $what: $code", ({ members, code }) => {
    expect(() => judge(members, "m1", "m2")).toThrow(expect.objectContaining({ code }));
  });

  test.each([
    { what: "nobody", lost: [] },
    { what: "some of them", lost: ["m2"] },
    { what: "a worker as well", lost: ["m2", "m3", "w9"] },
    { what: "itself", lost: ["m1", "m2", "m3"] },
  ])("where $what is named as lost, and says how", ({ lost }) => {
    const members = [there("m1"), away("m2"), away("m3"), away("w9", "worker")];
    expect(() => judge(members, "m1", ...lost)).toThrow(
      expect.objectContaining({
        code: "USAGE_INVALID",
        message: expect.stringContaining("--lost m2 --lost m3"),
      }),
    );
  });
});
