import { expect, test } from "vitest";
import { SYSCTL_PATH, sysctls, type SysctlsSpec } from "./sysctls.ts";
import { taskOnHost } from "./task-on-host.fake.ts";

const spec: SysctlsSpec = {
  ensure: "present",
  values: { "net.ipv4.ip_forward": "1", "fs.inotify.max_user_instances": "512" },
  minimums: ["fs.inotify.max_user_instances"],
  modules: ["br_netfilter"],
};

test("keys are set at boot and now, by one change each", async () => {
  const { machine, apply, plan } = taskOnHost(sysctls, spec);
  expect(await apply()).toEqual([
    { field: "net.ipv4.ip_forward", after: "1" },
    { field: "fs.inotify.max_user_instances", after: "512" },
  ]);
  expect(machine.sysctls.get("net.ipv4.ip_forward")).toBe("1");
  expect(machine.files.entry(SYSCTL_PATH)?.text).toContain("net.ipv4.ip_forward = 1\n");
  expect(await plan()).toEqual([]);
});

test("a live value that somebody changed is set back", async () => {
  const { machine, apply, plan } = taskOnHost(sysctls, spec);
  await apply();
  machine.sysctls.set("net.ipv4.ip_forward", "0");
  expect(await apply()).toEqual([{ field: "net.ipv4.ip_forward (live)", before: "0", after: "1" }]);
  expect(await plan()).toEqual([]);
});

test("a minimum may be exceeded, and is not lowered", async () => {
  const { machine, apply, plan } = taskOnHost(sysctls, spec);
  machine.sysctls.set("fs.inotify.max_user_instances", "8192");
  await apply();
  expect(machine.sysctls.get("fs.inotify.max_user_instances")).toBe("8192");
  machine.sysctls.set("fs.inotify.max_user_instances", "128");
  expect(await plan()).toEqual([
    { field: "fs.inotify.max_user_instances (live)", before: "128", after: "512" },
  ]);
});

test("a key that a module will bring is not planned twice", async () => {
  const bridge = { ...spec, values: { "net.bridge.bridge-nf-call-iptables": "1" } };
  const { machine, plan } = taskOnHost(sysctls, bridge);
  machine.files.seed(SYSCTL_PATH, "net.bridge.bridge-nf-call-iptables = 1\n");
  expect(await plan()).toHaveLength(1);
  expect(await plan(["kernel-module:br_netfilter"])).toEqual([]);
});

test("a key that is no longer asked for leaves our file", async () => {
  const { machine, apply, plan } = taskOnHost(sysctls, spec);
  await apply();
  machine.files.seed(SYSCTL_PATH, `${machine.files.entry(SYSCTL_PATH)?.text}vm.swappiness = 0\n`);
  expect(await apply()).toEqual([{ field: "vm.swappiness", before: "0" }]);
  expect(await plan()).toEqual([]);
});

test("our file goes", async () => {
  const { host, apply } = taskOnHost(sysctls, spec);
  await apply();
  const on = taskOnHost(sysctls, { ...spec, ensure: "absent" }, host);
  await on.apply();
  expect(host.machine.files.entry(SYSCTL_PATH)).toBeUndefined();
  expect(await on.plan()).toEqual([]);
});
