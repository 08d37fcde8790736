import { describe, expect, test } from "vitest";
import type { FindingState } from "../../shared/spec/drift.ts";
import { renderDriftStatus, toDriftStatus } from "./drift-status.ts";
import { renderEtcd } from "./etcd-status.ts";
import { type ClusterStatus, isWell, renderStatus } from "./read-status.ts";

const finding = (state: FindingState) => ({
  task: state,
  title: state,
  changes: [],
  state,
  reason: "",
  seenAtMs: 1,
});

const driftWith = (...states: readonly FindingState[]) =>
  toDriftStatus({
    spec: { mode: "correct", intervalMs: 1 },
    managed: 9,
    pending: [],
    digest: "",
    findings: states.map(finding),
    corrections: [],
  });

describe("drift of a host in a few words", () => {
  test.each([
    { drift: driftWith(), text: "none" },
    { drift: driftWith("found"), text: "1 differs" },
    { drift: driftWith("waiting", "contested", "left"), text: "3 differ, 2 left alone" },
    { drift: { ...driftWith("found"), pausedUntilMs: 1 }, text: "1 differs, paused" },
    { drift: { ...driftWith(), mode: "off" as const }, text: "off" },
    { drift: undefined, text: "-" },
  ])("$text", ({ drift, text }) => {
    expect(renderDriftStatus(drift)).toBe(text);
  });
});

const member = { name: "m1", healthy: true, learner: false, reason: "", alarms: [] };
const ill = { ...member, name: "m2", healthy: false, reason: "it does not answer" };

describe("etcd in a line", () => {
  test.each([
    { members: [], text: "" },
    { members: [member], text: "etcd: 1 member, healthy" },
    { members: [member, member], text: "etcd: 2 members, all healthy" },
    {
      members: [member, { ...member, name: "m2", learner: true }],
      text: "etcd: 2 members, all healthy; without a vote yet: m2",
    },
    {
      members: [
        { ...member, alarms: ["NOSPACE"] },
        { ...member, name: "m2" },
      ],
      text: "etcd: 2 members, all healthy; m1 has raised NOSPACE",
    },
    { members: [member, ill], text: "etcd: 2 members, m2 is not healthy: it does not answer" },
    {
      members: [member, { ...ill, name: "", learner: true }],
      text: "etcd: 2 members, one that never started is not healthy: it does not answer",
    },
  ])("$text", ({ members, text }) => {
    expect(renderEtcd(members)).toBe(text);
  });
});

test("a cluster is well when its hosts, its API and etcd are", () => {
  const status: ClusterStatus = {
    cluster: "c",
    id: "1",
    membership: 3,
    kubernetes: "",
    etcd: [member],
    hosts: [
      {
        name: "m1",
        role: "master",
        address: "192.0.2.1",
        agent: "0.1.0",
        node: "Ready",
        kubelet: "v1.20.2",
        drift: driftWith("found"),
        note: "",
      },
    ],
  };
  expect(isWell(status)).toBe(true);
  expect(isWell({ ...status, etcd: [member, ill] })).toBe(false);
  expect(isWell({ ...status, etcd: [{ ...member, alarms: ["CORRUPT"] }] })).toBe(false);
  expect(renderStatus(status)).toBe(
    [
      "cluster c, membership 3, Kubernetes API answers",
      "etcd: 1 member, healthy",
      "HOST  ROLE    ADDRESS    AGENT  NODE   KUBELET  DRIFT      NOTE",
      "m1    master  192.0.2.1  0.1.0  Ready  v1.20.2  1 differs",
      "",
    ].join("\n"),
  );
});
