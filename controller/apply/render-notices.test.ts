import { expect, test } from "vitest";
import type { ProfileName } from "../../shared/spec/run.ts";
import { applyParts } from "./apply-scope.ts";
import { renderNotices } from "./render-notices.ts";

const now = new Date("2026-11-22T12:00:00Z");
const keystore = { intermediatesEndAt: new Date("2027-11-01T00:00:00Z"), isRenewalDue: false };
const scope = { words: [], parts: new Set(applyParts), leftOut: [] };
const nothing = {
  warnings: [],
  unreachable: [],
  missing: [],
  hosts: [],
  session: { keystore },
  scope,
};
const file = { warnings: [], file: "cluster.yml" };

test("a warning that several hosts share is said once", () => {
  const clock = {
    severity: "warning",
    code: "CLOCK_UNSYNCHRONIZED",
    message: "does not keep its clock synchronized",
    hint: "install chrony",
  } as const;
  const disk = {
    ...clock,
    code: "DISK_TOO_FULL",
    message: "is nearly full",
    hint: "tidy up",
  } as const;
  const warnings = [
    { ...clock, host: "192.0.2.1" },
    { ...disk, host: "192.0.2.2" },
    { ...clock, host: "192.0.2.2" },
  ];
  expect(renderNotices(file, { ...nothing, warnings }, now)).toBe(
    "warning: each of 192.0.2.1, 192.0.2.2: does not keep its clock synchronized (install chrony)\n" +
      "warning: 192.0.2.2: is nearly full (tidy up)\n",
  );
});

test("a member that cluster.yml lacks is named with the command that takes it out", () => {
  const notices = renderNotices(file, { ...nothing, missing: ["w3"] }, now);
  expect(notices).toContain("`pharosctl hosts remove w3`");
});

test("what --only leaves out is named, hosts and parts", () => {
  const told = (leftOut: readonly string[], parts: readonly ProfileName[]) =>
    renderNotices(
      file,
      { ...nothing, scope: { words: ["x"], parts: new Set(parts), leftOut } },
      now,
    );
  expect(told(["w1", "192.0.2.9"], applyParts)).toBe(
    "notice: --only leaves out w1, 192.0.2.9: `pharosctl apply` does the rest\n",
  );
  expect(told([], ["host", "network", "worker"])).toContain(
    "leaves out the parts control-plane, cluster:",
  );
});

test("everybody is told 60 days before the intermediates end that they do, and what helps", () => {
  const at = (intermediatesEndAt: Date, isRenewalDue = false) =>
    renderNotices(
      file,
      { ...nothing, session: { keystore: { intermediatesEndAt, isRenewalDue } } },
      now,
    );
  expect(at(new Date("2027-01-22T12:00:00Z"))).toBe("");
  expect(at(new Date("2027-01-20T12:00:00Z"))).toMatch(
    /^warning: .* end on 2027-01-20: bring root\.key/,
  );
  expect(at(new Date("2027-01-20T12:00:00Z"), true)).toMatch(/^notice: an apply renews/);
});
