import { expect, test } from "vitest";
import type { DriftFinding, FindingState, HostDrift } from "../../shared/spec/drift.ts";
import { type HostCondition, toNodeConditions } from "./node-conditions.ts";

const drift = (over: Partial<HostDrift> = {}): HostDrift => ({
  spec: { mode: "correct", intervalMs: 300_000 },
  lookedAtMs: 1,
  managed: 40,
  pending: [],
  digest: "",
  findings: [],
  corrections: [],
  ...over,
});

const finding = (title: string, state: FindingState): DriftFinding => ({
  task: title,
  title,
  changes: [],
  state,
  reason: "",
  seenAtMs: 0,
});

const converged = (over: Partial<HostDrift>) => toNodeConditions({ drift: drift(over) })[0];

test("a host that is as its spec says is converged", () => {
  expect(converged({})).toEqual({
    type: "PharosConverged",
    status: "True",
    reason: "AsSpecified",
    message: "the host is as its spec says",
  });
});

test("what differs is named, but for what is on its way by itself", () => {
  const findings = [finding("run the kubelet", "waiting"), finding("load modules", "settling")];
  expect(converged({ findings })).toMatchObject({
    status: "False",
    reason: "Drifted",
    message: "1 differ: run the kubelet (waiting)",
  });
  expect(converged({ findings: findings.slice(1) })).toMatchObject({ status: "True" });
});

test("a long list is cut", () => {
  const findings = ["a", "b", "c", "d", "e", "f", "g"].map((title) => finding(title, "left"));
  expect(converged({ findings })?.message).toBe(
    "7 differ: a (left), b (left), c (left), d (left), e (left), …",
  );
});

test("what no apply has made yet is no drift, and not converged either", () => {
  expect(converged({ pending: ["file:/etc/x"] })).toMatchObject({
    status: "False",
    reason: "NotApplied",
  });
});

test("where nobody looks, nothing is known", () => {
  expect(converged({ spec: { mode: "off", intervalMs: 1 } })).toMatchObject({ status: "Unknown" });
  const { lookedAtMs: _never, ...fresh } = drift();
  expect(toNodeConditions({ drift: fresh })[0]).toMatchObject({ status: "Unknown" });
});

test("a reboot that is needed says why, and what it waits for", () => {
  const rebootNeeded = "/var/run/reboot-required is there";
  const reboot = (waits: Partial<HostCondition>) =>
    toNodeConditions({ drift: drift(), rebootNeeded, ...waits })[1];
  expect(reboot({})).toMatchObject({ status: "True", message: rebootNeeded });
  expect(reboot({ rebootWaits: { gate: "window", text: "outside of its windows" } })).toMatchObject(
    {
      reason: "OutsideWindow",
      message: `${rebootNeeded}; outside of its windows`,
    },
  );
  const rebootWaits = { gate: "boot", text: "the host goes down" };
  expect(reboot({ rebootWaits, isRebooting: true })).toMatchObject({ reason: "Rebooting" });
  expect(toNodeConditions({ drift: drift() })[1]).toMatchObject({ status: "False" });
});
