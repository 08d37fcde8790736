import { expect, test } from "vitest";
import type { UpgradeSpec } from "../../shared/spec/maintenance-spec.ts";
import { FakeHost } from "../host/fake/fake-host.ts";
import { upgradePackages } from "./upgrade-packages.ts";

const STATUS = "/var/lib/dpkg/status";
const entry = (name: string, version: string): string =>
  `Package: ${name}\nStatus: install ok installed\nVersion: ${version}\n`;

const spec: UpgradeSpec = {
  due: { kind: "interval", intervalMs: 86_400_000 },
  packages: "security",
};

const open = (exitCode = 0) => {
  const host = new FakeHost();
  host.machine.files.seed(STATUS, [entry("libc6", "1"), entry("socat", "1")].join("\n"));
  host.machine.programs.set("unattended-upgrade", (machine) => {
    machine.files.seed(STATUS, [entry("libc6", "1"), entry("socat", "2")].join("\n"));
    return { exitCode, stdout: "All upgrades installed", stderr: "no space left" };
  });
  const run = () => upgradePackages({ host, now: () => new Date(5_000) }, spec, 1_000);
  return { host, run };
};

test("what was upgraded is told, with the end of the log", async () => {
  const { host, run } = open();
  expect(await run()).toEqual({
    startedAtMs: 1_000,
    endedAtMs: 5_000,
    packages: ["socat 2"],
    log: "All upgrades installed",
  });
  expect(host.machine.writes).toContain(
    "packages.upgrade /var/lib/pharos/maintenance/apt-first.conf",
  );
});

test("a failure is told with its reason, and with what was upgraded all the same", async () => {
  const { run } = open(1);
  const { failure, packages, log } = await run();
  expect([failure, log]).toEqual(["apt failed on upgrades", "no space left"]);
  expect(packages).toEqual(["socat 2"]);
});

test("its settings are read after the host's own, and leave what an apply changes alone", async () => {
  const { host, run } = open();
  host.machine.files.seed("/etc/apt/apt.conf", 'Acquire::http::Proxy "http://proxy";\n');
  await run();
  const read = (name: string) => host.reader.files.read(`/var/lib/pharos/maintenance/${name}`);
  expect(await read("apt-first.conf")).toBe(
    'Dir::Etc::main "/var/lib/pharos/maintenance/apt-last.conf";\n',
  );
  const last = (await read("apt-last.conf")) ?? "";
  expect(last).toContain('#include "/etc/apt/apt.conf";');
  expect(last).toContain("origin=Ubuntu,archive=${distro_codename}-security");
  expect(last).toContain('"kubelet$";');
  expect(last).toContain('Unattended-Upgrade::Automatic-Reboot "false";');
});
