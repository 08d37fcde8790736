import { expect, test } from "vitest";
import { parseUnit } from "./parse-unit.ts";

const shown = (fields: Readonly<Record<string, string>>): string =>
  Object.entries(fields)
    .map(([key, value]) => `${key}=${value}\n`)
    .join("");

test("a running unit has its start in milliseconds with fractions, and all its files", () => {
  const text = shown({
    LoadState: "loaded",
    ActiveState: "active",
    UnitFileState: "enabled",
    NeedDaemonReload: "no",
    FragmentPath: "/lib/systemd/system/kubelet.service",
    DropInPaths:
      "/etc/systemd/system/kubelet.service.d/a.conf /etc/systemd/system/kubelet.service.d/b.conf",
    ExecMainStartTimestamp: "Sat 2025-11-22 14:37:44.123456 UTC",
    ActiveEnterTimestamp: "Sat 2025-11-22 14:37:45.000001 UTC",
  });
  expect(parseUnit(text)).toEqual({
    load: "loaded",
    active: "active",
    enabled: "enabled",
    needsReload: false,
    files: [
      "/lib/systemd/system/kubelet.service",
      "/etc/systemd/system/kubelet.service.d/a.conf",
      "/etc/systemd/system/kubelet.service.d/b.conf",
    ],
    startedAtMs: Date.UTC(2025, 10, 22, 14, 37, 44) + 123.456,
  });
});

test("an old systemd's start is counted from when the monotonic clock began", () => {
  const text = shown({
    LoadState: "loaded",
    ActiveState: "active",
    ExecMainStartTimestamp: "Sat 2025-11-22 14:37:44 UTC",
    ExecMainStartTimestampMonotonic: "2500000",
  });
  expect(parseUnit(text, 1000).startedAtMs).toBe(3500);
});

test("a unit that is not there, a masked one and odd states have a word each", () => {
  expect(
    parseUnit(shown({ LoadState: "not-found", ActiveState: "inactive", UnitFileState: "" })),
  ).toEqual({
    load: "not-found",
    active: "inactive",
    enabled: "disabled",
    needsReload: false,
    files: [],
  });
  expect(parseUnit(shown({ LoadState: "masked", UnitFileState: "masked" }))).toMatchObject({
    load: "masked",
    enabled: "masked",
  });
  expect(
    parseUnit(
      shown({ LoadState: "bad-setting", ActiveState: "reloading", UnitFileState: "indirect" }),
    ),
  ).toMatchObject({
    load: "error",
    active: "active",
    enabled: "static",
  });
});

test("a unit that is inactive with a job to start it is on its way", () => {
  expect(parseUnit("LoadState=loaded\nActiveState=inactive\nJob=312\n").active).toBe("activating");
  expect(parseUnit("LoadState=loaded\nActiveState=inactive\nJob=\n").active).toBe("inactive");
  expect(parseUnit("LoadState=loaded\nActiveState=active\nJob=312\n").active).toBe("active");
});
