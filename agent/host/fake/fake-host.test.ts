import { describe, expect, test } from "vitest";
import { FakeCluster } from "./fake-cluster.ts";
import { FakeDeath } from "./fake-death.ts";
import { FakeHost } from "./fake-host.ts";

const prepared = async (
  options: ConstructorParameters<typeof FakeHost>[0] = {},
): Promise<FakeHost> => {
  const host = new FakeHost(options);
  host.machine.files.seed(
    "/etc/apt/sources.list.d/k.sources",
    "Types: deb\nURIs: http://k.example/x/\nSuites: /\n",
  );
  const { packages, units } = host.bind();
  await packages.updateLists();
  await packages.install([{ name: "containerd" }, { name: "kubeadm", version: "1.20.2-1.1" }]);
  await units.start("containerd.service");
  return host;
};

const run = (host: FakeHost, ...argv: readonly string[]) =>
  host.bind().programs.run({ argv: ["kubeadm", ...argv], limitMs: 1000, reason: "kubeadm" });

describe("faults", () => {
  test("looking leaves the snapshot as it is, writing does not", async () => {
    const host = new FakeHost();
    const before = host.snapshot();
    await host.reader.files.list("/etc");
    expect(host.snapshot()).toEqual(before);
    await host.bind().files.write("/etc/x", "text", { mode: 0o644 });
    expect(host.snapshot()).not.toEqual(before);
    expect(host.machine.writes).toEqual(["files.write /etc/x"]);
  });

  test("death before a write leaves it undone, after it done, and nothing is written until a revival", async () => {
    const host = new FakeHost();
    const { files } = host.bind();
    host.machine.faults.dieAt(1, "before");
    await expect(files.write("/etc/a", "", { mode: 0o644 })).rejects.toBeInstanceOf(FakeDeath);
    await expect(files.write("/etc/b", "", { mode: 0o644 })).rejects.toBeInstanceOf(FakeDeath);
    expect(await files.stat("/etc/a")).toBeUndefined();
    host.machine.faults.revive();
    host.machine.faults.dieAt(1, "after");
    await expect(files.write("/etc/a", "", { mode: 0o644 })).rejects.toBeInstanceOf(FakeDeath);
    expect(await files.stat("/etc/a")).toBeDefined();
  });

  test("a failure told by what is written comes once", async () => {
    const host = new FakeHost();
    host.machine.faults.failNext("units.start", new Error("no"));
    const { packages, units } = host.bind();
    await packages.install([{ name: "haproxy" }]);
    await expect(units.start("haproxy.service")).rejects.toThrow("no");
    await units.start("haproxy.service");
    expect((await units.show("haproxy.service")).active).toBe("active");
  });
});

describe("kubeadm", () => {
  test("init leaves a control plane, a node, and a kubelet that runs", async () => {
    const host = await prepared({ hostname: "m1" });
    await run(host, "init");
    expect((await host.reader.files.stat("/etc/kubernetes/admin.conf"))?.mode).toBe(0o600);
    expect((await host.reader.units.show("kubelet.service")).active).toBe("active");
    expect(await host.reader.kubernetes.get("admin", "/api/v1/nodes/m1")).toMatchObject({
      kind: "ok",
    });
    await expect(run(host, "init")).rejects.toMatchObject({ code: "PROGRAM_FAILED" });
  });

  test("a worker joins the cluster that its master made, and its reset leaves no trace of it", async () => {
    const cluster = new FakeCluster();
    const [master, worker] = [
      await prepared({ hostname: "m1", cluster }),
      await prepared({ hostname: "w1", cluster }),
    ];
    await expect(run(worker, "join")).rejects.toMatchObject({ code: "PROGRAM_FAILED" });
    await run(master, "init");
    await run(worker, "join");
    expect(cluster.get("/api/v1/nodes")).toMatchObject({
      object: { items: [{ metadata: { name: "m1" } }, { metadata: { name: "w1" } }] },
    });
    await run(worker, "reset", "--force");
    expect(await worker.reader.files.stat("/etc/kubernetes/kubelet.conf")).toBeUndefined();
    expect((await worker.reader.units.show("kubelet.service")).active).toBe("inactive");
  });
});

test("server-side apply removes what the last apply had and this one has not", () => {
  const cluster = new FakeCluster();
  const path = "/api/v1/nodes/w1";
  cluster.put(path, { metadata: { labels: { own: "x" } } });
  cluster.apply(path, { metadata: { labels: { a: "1", b: "2" } } });
  cluster.apply(path, { metadata: { labels: { b: "3" } } });
  expect(cluster.get(path)).toEqual({
    kind: "ok",
    object: { metadata: { labels: { own: "x", b: "3" } } },
  });
});
