import { expect, test } from "vitest";
import { networkDevice } from "./network-device.ts";
import { taskOnHost } from "./task-on-host.fake.ts";

test("a device that is to be gone is removed", async () => {
  const { machine, apply, plan } = taskOnHost(networkDevice, {
    ensure: "absent",
    device: "pharos0",
  });
  machine.addresses = [
    { device: "pharos0", address: "10.32.0.1", prefixLength: 24, scope: "global" },
  ];
  expect(await apply()).toEqual([{ field: "pharos0", before: "present" }]);
  expect(await plan()).toEqual([]);
});
