import { expect, test } from "vitest";
import type { MaintenanceOfHost } from "./collect-maintenance.ts";
import { renderReboots, renderUpgrades, renderWhy } from "./render-maintenance.ts";

const host: MaintenanceOfHost = {
  host: "w1",
  rebootsEnabled: true,
  upgradesEnabled: false,
  rebootNeeded: "/var/run/reboot-required is there",
  step: "draining",
  sinceMs: 1_000_000,
  reboot: [
    { gate: "reboot", passed: true, text: "/var/run/reboot-required is there", untilMs: undefined },
    { gate: "drain", passed: false, text: "1 pods are to go: default/a", untilMs: 1_900_000 },
  ],
  upgrade: [{ gate: "turn", passed: false, text: "the reboot ends first", untilMs: undefined }],
  pause: undefined,
  lastReboot: { startedAtMs: 0, endedAtMs: 1_000, failure: "the host did not go down" },
  lastUpgrade: undefined,
  staleServices: [],
  correction: [],
};

test("a line per host says what it waits for", () => {
  expect(renderReboots([host], 1_065_000)).toBe(
    [
      "HOST  NEEDED  STEP                     LAST                                                     WHY",
      "w1    yes     draining for 1 min 05 s  1970-01-01 00:00:01Z not done: the host did not go down  1 pods are to go: default/a (until 1970-01-01 00:31:40Z)",
      "",
    ].join("\n"),
  );
});

test("why is the chain with all that was asked", () => {
  expect(renderWhy(host, 1_065_000)).toBe(
    [
      "w1 is draining for 1 min 05 s",
      "reboot:",
      "  ok    reboot: /var/run/reboot-required is there",
      "  waits drain: 1 pods are to go: default/a (until 1970-01-01 00:31:40Z)",
      "upgrade:",
      "  waits turn: the reboot ends first",
      "last reboot: 1970-01-01 00:00:01Z not done: the host did not go down",
      "",
    ].join("\n"),
  );
});

test("services that run old libraries are counted, and named where it is asked why", () => {
  const staleServices = [{ unit: "ssh.service", files: ["/usr/lib/libssl.so.3"] }];
  const stale = { ...host, staleServices };
  expect(renderUpgrades([stale], 1_065_000)).toContain("1 to restart");
  expect(renderWhy(stale, 1_065_000)).toContain(
    "to be restarted, for they run what was replaced:\n  ssh.service: /usr/lib/libssl.so.3\n",
  );
});
