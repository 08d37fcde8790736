import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { repository } from "./read-sources.ts";

const unit = await readFile(join(repository, "systemd/pharos-agent.service"), "utf8");
const settings = unit.split("\n").filter((line) => /^[A-Za-z]+=/.test(line));

/** All values of a setting, since each line adds to a list. */
const valuesOf = (name: string): readonly string[] =>
  settings
    .filter((line) => line.startsWith(`${name}=`))
    .flatMap((line) => line.slice(name.length + 1).split(" "));

describe("the agent's unit keeps its hardening", () => {
  test.each([
    "LockPersonality=yes",
    "NoNewPrivileges=yes",
    "PrivateDevices=yes",
    "PrivateMounts=yes",
    "PrivateTmp=yes",
    "ProtectClock=yes",
    "ProtectControlGroups=yes",
    "ProtectHome=yes",
    "ProtectHostname=yes",
    "ProtectKernelLogs=yes",
    "ProtectSystem=strict",
    "RestrictNamespaces=yes",
    "RestrictRealtime=yes",
    "RestrictSUIDSGID=yes",
    "SystemCallArchitectures=native",
    "UMask=0077",
  ])("%s", (setting) => {
    expect(settings).toContain(setting);
  });

  test("it may write where it has something to write, and nowhere else", () => {
    expect(valuesOf("ReadWritePaths")).toEqual(["/etc", "/opt", "/run", "/var", "-/usr/libexec"]);
  });

  test("it can neither load modules nor mount, reboot, set the clock or reach devices", () => {
    expect(valuesOf("CapabilityBoundingSet").toSorted()).toEqual([
      "CAP_CHOWN",
      "CAP_DAC_OVERRIDE",
      "CAP_DAC_READ_SEARCH",
      "CAP_FOWNER",
      "CAP_FSETID",
      "CAP_KILL",
      "CAP_NET_ADMIN",
      "CAP_NET_RAW",
      "CAP_SETGID",
      "CAP_SETUID",
      "CAP_SYS_PTRACE",
    ]);
  });

  test("calls into the kernel that it never makes are refused with an error", () => {
    expect(valuesOf("SystemCallFilter")).toEqual([
      "~@clock",
      "@cpu-emulation",
      "@debug",
      "@module",
      "@mount",
      "@obsolete",
      "@raw-io",
      "@reboot",
      "@swap",
    ]);
    expect(valuesOf("SystemCallErrorNumber")).toEqual(["EPERM"]);
  });

  test("it speaks to the network, to sockets of the host and to the kernel's routes alone", () => {
    expect(valuesOf("RestrictAddressFamilies")).toEqual([
      "AF_UNIX",
      "AF_INET",
      "AF_INET6",
      "AF_NETLINK",
    ]);
  });

  test("what is not set has its reason beside it", () => {
    for (const name of [
      "MemoryDenyWriteExecute",
      "ProtectKernelTunables",
      "ProtectKernelModules",
    ]) {
      expect(unit).toContain(`#   ${name}`);
      expect(valuesOf(name)).toEqual([]);
    }
  });
});
