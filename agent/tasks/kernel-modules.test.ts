import { expect, test } from "vitest";
import { kernelModules, MODULES_PATH } from "./kernel-modules.ts";
import { taskOnHost } from "./task-on-host.fake.ts";

const spec = { ensure: "present", modules: ["overlay", "br_netfilter"] } as const;

test("modules are loaded now and at boot", async () => {
  const { machine, apply, plan } = taskOnHost(kernelModules, spec);
  machine.modules.add("overlay");
  expect(await apply()).toEqual([
    { field: "overlay", before: "loaded until reboot", after: "loaded" },
    { field: "br_netfilter", after: "loaded" },
  ]);
  expect(machine.writes).toEqual(["kernel.loadModule br_netfilter", `files.write ${MODULES_PATH}`]);
  expect(await plan()).toEqual([]);
});

test("a module that is no longer asked for is not loaded at the next boot", async () => {
  const { host, apply } = taskOnHost(kernelModules, {
    ...spec,
    modules: [...spec.modules, "ip_vs"],
  });
  await apply();
  const on = taskOnHost(kernelModules, spec, host);
  expect(await on.apply()).toEqual([{ field: "ip_vs", before: "loaded at boot" }]);
  expect(await on.plan()).toEqual([]);
});

test("our file goes, what is loaded stays", async () => {
  const { host, apply } = taskOnHost(kernelModules, spec);
  await apply();
  const on = taskOnHost(kernelModules, { ...spec, ensure: "absent" }, host);
  await on.apply();
  expect(host.machine.modules).toContain("overlay");
  expect(await on.plan()).toEqual([]);
});
