import { describe, expect, test } from "vitest";
import type { EtcdProbeAnswer } from "../../shared/rpc/gen/host.ts";
import { judgeServers } from "./judge-servers.ts";

const member = (number: number, over: Partial<EtcdProbeAnswer> = {}): EtcdProbeAnswer => ({
  endpoint: `https://etcd-${number}:2379`,
  verdict: "ETCD_VERDICT_GOOD",
  reason: "",
  version: "3.5.16",
  clusterId: "17",
  kubernetesKeys: 0,
  ...over,
});

const judge = (etcd: readonly EtcdProbeAnswer[], isNew = true) =>
  judgeServers([{ host: "m1", answer: { etcd, urls: [] } }], isNew);

const away = { verdict: "ETCD_VERDICT_UNREACHABLE", reason: "ECONNREFUSED", version: "" } as const;

describe("an etcd outside of the cluster", () => {
  test("that all members serve is good", () => {
    expect(judge([member(1), member(2), member(3)])).toEqual([]);
  });

  test("may lack a member, and says so", () => {
    expect(judge([member(1), member(2, away), member(3)])).toMatchObject([
      { severity: "warning", code: "ETCD_MEMBER_AWAY", host: "m1" },
    ]);
  });

  test.each([
    { code: "EXTERNAL_ETCD_UNREACHABLE", members: [member(1, away), member(2, away)] },
    {
      code: "EXTERNAL_ETCD_UNREACHABLE",
      members: [member(1, { verdict: "ETCD_VERDICT_NO_QUORUM", reason: "deadline" })],
    },
    {
      code: "EXTERNAL_ETCD_REFUSED",
      members: [member(1), member(2, { verdict: "ETCD_VERDICT_UNTRUSTED", reason: "self signed" })],
    },
    {
      code: "EXTERNAL_ETCD_REFUSED",
      members: [member(1, { verdict: "ETCD_VERDICT_REFUSED", reason: "bad certificate" })],
    },
    { code: "EXTERNAL_ETCD_TOO_OLD", members: [member(1), member(2, { version: "3.3.27" })] },
    { code: "EXTERNAL_ETCD_DIVIDED", members: [member(1), member(2, { clusterId: "18" })] },
    { code: "EXTERNAL_ETCD_TAKEN", members: [member(1, { kubernetesKeys: 12 })] },
  ])("is refused with $code", ({ code, members }) => {
    expect(() => judge(members)).toThrow(expect.objectContaining({ code }));
  });

  test("has the keys of a cluster that runs on it", () => {
    expect(judge([member(1, { kubernetesKeys: 300 })], false)).toEqual([]);
  });
});

describe("another etcd under a cluster that runs", () => {
  const judgeLater = (etcd: readonly EtcdProbeAnswer[], former: readonly EtcdProbeAnswer[]) =>
    judgeServers([{ host: "m1", answer: { etcd, urls: [] }, former }], false);
  const held = (number: number, over: Partial<EtcdProbeAnswer> = {}) =>
    member(number, { kubernetesKeys: 300, ...over });

  test("is the same one with other members", () => {
    expect(judgeLater([held(3)], [held(1)])).toEqual([]);
    expect(judgeLater([held(3)], [])).toEqual([]);
  });

  test("is refused by its id, or because it is empty", () => {
    const code = "EXTERNAL_ETCD_OTHER";
    expect(() => judgeLater([held(3, { clusterId: "18" })], [held(1)])).toThrow(
      expect.objectContaining({ code }),
    );
    expect(() => judgeLater([member(3)], [member(1, away)])).toThrow(
      expect.objectContaining({ code }),
    );
  });
});

test("a webhook that does not answer is a warning: it may be a pod of this cluster", () => {
  const urls = [{ url: "http://localhost:9292/token", reason: "ECONNREFUSED" }];
  expect(judgeServers([{ host: "m1", answer: { etcd: [], urls } }], true)).toMatchObject([
    { severity: "warning", code: "WEBHOOK_UNREACHABLE" },
  ]);
});
