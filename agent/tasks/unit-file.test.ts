import { expect, test } from "vitest";
import { taskOnHost } from "./task-on-host.fake.ts";
import { unitFile } from "./unit-file.ts";

const path = "/etc/systemd/system/x.service";
const spec = { ensure: "present", unit: "x.service", path, text: "[Service]\n" } as const;

test("systemd reads a unit's file again after it was written", async () => {
  const { machine, apply, plan } = taskOnHost(unitFile, spec);
  expect(await apply()).toEqual([{ field: "text", after: "[Service]\n" }]);
  expect(machine.writes).toEqual([`files.write ${path}`, "units.reloadDaemon"]);
  expect(await plan()).toEqual([]);
});

test("a file that is to be gone is removed, and systemd forgets it", async () => {
  const { machine, apply, plan } = taskOnHost(unitFile, { ...spec, ensure: "absent" });
  machine.files.seed(path, "[Service]\n");
  expect(await apply()).toEqual([{ field: "text", before: "[Service]\n" }]);
  expect(machine.writes).toEqual([`files.remove ${path}`, "units.reloadDaemon"]);
  expect(await plan()).toEqual([]);
});
