import { expect, test } from "vitest";
import { renderNotices } from "./render-notices.ts";

const nothing = { warnings: [], unreachable: [], missing: [] };

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
  expect(renderNotices({ warnings: [], file: "cluster.yml" }, { ...nothing, warnings })).toBe(
    "warning: each of 192.0.2.1, 192.0.2.2: does not keep its clock synchronized (install chrony)\n" +
      "warning: 192.0.2.2: is nearly full (tidy up)\n",
  );
});

test("a member that cluster.yml lacks is named with the command that takes it out", () => {
  const notices = renderNotices(
    { warnings: [], file: "cluster.yml" },
    { ...nothing, missing: ["w3"] },
  );
  expect(notices).toContain("`pharosctl reset --host w3`");
});
