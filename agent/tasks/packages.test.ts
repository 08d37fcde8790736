import { describe, expect, test } from "vitest";
import { packageVersionNotFound } from "../../shared/errors/package-errors.ts";
import { FakeHost } from "../host/fake/fake-host.ts";
import { packages, type PackagesSpec } from "./packages.ts";
import { taskOnHost } from "./task-on-host.fake.ts";

const spec: PackagesSpec = {
  set: "host",
  packages: [
    { ensure: "present", name: "haproxy" },
    { ensure: "present", name: "kubelet", version: "1.20.2", hold: true },
  ],
};

const hostWithRepository = (): FakeHost => {
  const host = new FakeHost();
  host.machine.files.seed("/etc/apt/sources.list.d/pharos-kubernetes.sources", "Types: deb\n");
  return host;
};

const installed = (version: string, over = {}) => ({
  version,
  held: false,
  configured: true,
  ...over,
});

describe("packages that are to be there", () => {
  test("are installed in one call, in the version asked for, and held", async () => {
    const { machine, apply, plan } = taskOnHost(packages, spec, hostWithRepository());
    expect(await apply()).toEqual([
      { field: "haproxy", after: "installed" },
      { field: "kubelet", after: "1.20.2" },
    ]);
    expect(machine.writes).toEqual([
      "packages.updateLists",
      "packages.install haproxy kubelet",
      "packages.hold kubelet",
    ]);
    expect(machine.packages.get("kubelet")).toEqual(installed("1.20.2-1.1", { held: true }));
    expect(await plan()).toEqual([]);
  });

  test("are left alone in any Debian revision of the version, and held if they are not", async () => {
    const { machine, apply, plan } = taskOnHost(packages, spec);
    machine.packages.set("haproxy", installed("2.6.12-1"));
    machine.packages.set("kubelet", installed("1:1.20.2-7"));
    expect(await apply()).toEqual([{ field: "kubelet hold", before: "no", after: "yes" }]);
    expect(machine.writes).toEqual(["packages.hold kubelet"]);
    expect(await plan()).toEqual([]);
  });

  test("are changed to the version asked for though they are held, and held again", async () => {
    const { machine, apply, plan } = taskOnHost(packages, spec, hostWithRepository());
    machine.packages.set("haproxy", installed("2.6.12-1"));
    machine.packages.set("kubelet", installed("1.20.3-1.1", { held: true }));
    expect(await apply()).toEqual([{ field: "kubelet", before: "1.20.3-1.1", after: "1.20.2" }]);
    expect(machine.packages.get("kubelet")).toEqual(installed("1.20.2-1.1", { held: true }));
    expect(await plan()).toEqual([]);
  });

  test("are finished when an installation was cut short", async () => {
    const { host, machine, apply, plan } = taskOnHost(packages, spec, hostWithRepository());
    await host.bind().packages.updateLists();
    machine.packages.set("haproxy", installed("2.6.12-1"));
    machine.packages.set("kubelet", installed("1.20.2-1.1", { configured: false, held: true }));
    expect(await apply()).toEqual([
      { field: "kubelet", before: "1.20.2-1.1 (unfinished)", after: "1.20.2" },
    ]);
    expect(await plan()).toEqual([]);
  });

  test("in a version that nobody has are an error that names what there is", async () => {
    const wanted = { ensure: "present", name: "kubelet", version: "1.99.0" } as const;
    const { apply } = taskOnHost(
      packages,
      { set: "host", packages: [wanted] },
      hostWithRepository(),
    );
    const error = await apply().catch((thrown: unknown) => thrown);
    expect(packageVersionNotFound.is(error)).toBe(true);
    expect(error).toMatchObject({ fields: { available: "1.20.3-1.1, 1.20.2-1.1" } });
  });

  test("touch only the refs of those that change", () => {
    expect(packages.touches?.([{ field: "kubelet", after: "1.20.2" }], spec)).toEqual([
      "package:kubelet",
    ]);
    expect(packages.touches?.([{ field: "kubelet hold" }], spec)).toEqual([]);
  });
});

describe("packages that are to be gone", () => {
  const gone: PackagesSpec = {
    set: "host",
    packages: [
      { ensure: "absent", name: "kubelet" },
      { ensure: "absent", name: "haproxy" },
    ],
    needs: ["unit:kubelet.service"],
  };

  test("are purged in one call, also when they are held", async () => {
    const { machine, apply, plan } = taskOnHost(packages, gone);
    machine.packages.set("kubelet", installed("1.20.2-1.1", { held: true }));
    expect(await apply()).toEqual([{ field: "kubelet", before: "1.20.2-1.1" }]);
    expect(machine.writes).toEqual(["packages.purge kubelet"]);
    expect(await plan()).toEqual([]);
  });

  test("need no package lists", () => {
    expect(packages.reads(gone)).toEqual(["unit:kubelet.service"]);
  });
});
