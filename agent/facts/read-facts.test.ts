import { describe, expect, test } from "vitest";
import { FakeHost } from "../host/fake/fake-host.ts";
import type { MachinePorts } from "./machine-ports.ts";
import { createFactsReader } from "./read-facts.ts";
import { DEBIAN_12, UBUNTU_22_04, UBUNTU_24_04 } from "./recorded-hosts.fake.ts";

const machine: MachinePorts = {
  architecture: "x64",
  space: async () => ({ totalBytes: 100, freeBytes: 40 }),
  cpuModel: async () => "Neoverse-N1",
};

const factsOf = (files: Readonly<Record<string, string>>, ports: MachinePorts = machine) => {
  const host = new FakeHost();
  for (const [path, text] of Object.entries(files)) host.machine.files.seed(path, text);
  return createFactsReader({ reader: host.reader, machine: ports })();
};

describe("facts of recorded hosts", () => {
  test("a Debian 12 server with a kubelet of another cluster is told with its server", async () => {
    const facts = await factsOf(DEBIAN_12);
    expect(facts.os).toEqual({
      id: "debian",
      versionId: "12",
      codename: "bookworm",
      prettyName: "Debian GNU/Linux 12 (bookworm)",
    });
    expect(facts.hostname).toBe("db-7");
    expect(facts.kernel).toEqual({ release: "6.1.0-37-amd64", architecture: "amd64" });
    expect(facts.cpu).toEqual({ cores: 2, model: "AMD EPYC 7B13" });
    expect(facts.memory).toEqual({
      totalBytes: 4_018_752 * 1024,
      availableBytes: 3_104_820 * 1024,
    });
    expect(facts.disks.map(({ mount }) => mount)).toEqual(["/", "/srv/big disk"]);
    expect(facts.kubernetes).toEqual({
      joined: true,
      controlPlane: false,
      etcdMember: false,
      docker: false,
      server: "https://10.0.0.1:6443",
    });
    expect(facts.cgroupVersion).toBe(2);
    expect(facts.dns).toEqual({
      servers: ["10.0.0.2", "10.0.0.3"],
      resolvConf: "/etc/resolv.conf",
    });
    expect(facts.capabilities).toContain("CAP_SYS_ADMIN");
    expect(facts.capabilities).not.toContain("CAP_SYS_RESOURCE");
  });

  test("behind the stub of systemd-resolved on Ubuntu 22.04 the upstream servers are told", async () => {
    const facts = await factsOf(UBUNTU_22_04);
    expect(facts.os).toMatchObject({ id: "ubuntu", versionId: "22.04", codename: "jammy" });
    expect(facts.dns).toEqual({
      servers: ["192.0.2.53", "2001:db8::53"],
      resolvConf: "/run/systemd/resolve/resolv.conf",
    });
    expect(facts.time).toMatchObject({ synchronized: true, service: "systemd-timesyncd" });
    expect(facts.rebootRequired).toBe(true);
  });

  test("an arm64 Ubuntu 24.04 has its processor's name from elsewhere and a control plane", async () => {
    const facts = await factsOf(UBUNTU_24_04, { ...machine, architecture: "arm64" });
    expect(facts.os).toMatchObject({ id: "ubuntu", versionId: "24.04", codename: "noble" });
    expect(facts.kernel.architecture).toBe("arm64");
    expect(facts.cpu).toEqual({ cores: 4, model: "Neoverse-N1" });
    expect(facts.time.service).toBe("chrony");
    expect(facts.kubernetes).toMatchObject({ controlPlane: true, etcdMember: true, docker: true });
  });

  test("a host that tells nothing of itself has empty facts and no error", async () => {
    const silent: MachinePorts = {
      architecture: "ppc64",
      space: async () => undefined,
      cpuModel: async () => "",
    };
    const facts = await factsOf(
      { "/etc/os-release": "\u0000garbage", "/proc/meminfo": "x" },
      silent,
    );
    expect(facts).toMatchObject({
      os: { id: "", versionId: "", codename: "", prettyName: "unknown" },
      kernel: { release: "", architecture: "other" },
      cpu: { cores: 0, model: "" },
      memory: { totalBytes: 0, availableBytes: 0 },
      disks: [],
      capabilities: [],
      cgroupVersion: 1,
    });
  });

  test("versions of packages that matter are told by name, others are not", async () => {
    const host = new FakeHost();
    await host.bind().packages.install([{ name: "containerd" }, { name: "haproxy" }]);
    const facts = await createFactsReader({ reader: host.reader, machine })();
    expect(facts.packages).toEqual({
      containerd: "1.6.20~ds1-1+deb12u1",
      haproxy: "2.6.12-1+deb12u2",
      runc: "1.1.5+ds1-1+deb12u1",
    });
  });

  test("reading facts writes nothing", async () => {
    const host = new FakeHost();
    const before = host.snapshot();
    await createFactsReader({ reader: host.reader, machine })();
    expect(host.snapshot()).toEqual(before);
    expect(host.machine.writes).toEqual([]);
  });
});
