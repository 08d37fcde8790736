import { describe, expect, test } from "vitest";
import { joinedElsewhere } from "../../shared/errors/kubernetes-errors.ts";
import type { FakeHost } from "../host/fake/fake-host.ts";
import { kubeadmPaths } from "../kubeadm/kubeadm-paths.ts";
import { preparedHost } from "../kubeadm/prepared-host.fake.ts";
import { sampleNodeSpec } from "../kubeadm/sample-node-spec.fake.ts";
import { kubeadmInit } from "./kubeadm-init.ts";
import { kubeadmReset } from "./kubeadm-reset.ts";

const spec = sampleNodeSpec("1.20.2", { ensure: "absent" });

const look = async (host: FakeHost) =>
  kubeadmReset.diff(await kubeadmReset.check(host.reader, spec), spec);

const master = async (): Promise<FakeHost> => {
  const host = preparedHost("m1");
  await kubeadmInit.apply(host.bind(), spec, []);
  return host;
};

test("a bare host has nothing to remove", async () => {
  expect(await look(preparedHost("m1"))).toEqual([]);
});

test("a master's directories and sandboxes are named, and gone after a reset", async () => {
  const host = await master();
  expect((await look(host)).map(({ field }) => field)).toEqual([
    "/var/lib/etcd",
    "/var/lib/kubelet",
    "/etc/kubernetes",
    "pod sandboxes",
  ]);
  await kubeadmReset.apply(host.bind(), spec, []);
  expect(await look(host)).toEqual([]);
  expect(host.machine.runs).toContainEqual([
    "kubeadm",
    "reset",
    "--force",
    "--cri-socket=/run/containerd/containerd.sock",
  ]);
});

test("chains of Kubernetes are taken out of the packet filter", async () => {
  const host = await master();
  const restored: (string | undefined)[] = [];
  host.machine.programs.set("iptables-save", () => ({
    exitCode: 0,
    stdout: "*filter\n:KUBE-FORWARD - [0:0]\nCOMMIT\n",
    stderr: "",
  }));
  host.machine.programs.set("iptables-restore", (machine, argv) => {
    restored.push(machine.files.entry(argv.at(-1) ?? "")?.text);
    return { exitCode: 0, stdout: "", stderr: "" };
  });
  await kubeadmReset.apply(host.bind(), spec, []);
  expect(restored).toEqual(["*filter\n-F KUBE-FORWARD\n-X KUBE-FORWARD\nCOMMIT\n"]);
});

test("a host whose kubeadm is gone already is cleared all the same", async () => {
  const host = await master();
  host.machine.packages.delete("kubeadm");
  await kubeadmReset.apply(host.bind(), spec, []);
  expect(await look(host)).toEqual([]);
});

test("a host of another cluster is left alone", async () => {
  const host = await master();
  const text = "clusters:\n- cluster:\n    server: https://192.0.2.99:6443\n";
  host.machine.files.seed(kubeadmPaths.kubeletConf, text);
  const before = host.snapshot();
  await expect(kubeadmReset.apply(host.bind(), spec, [])).rejects.toSatisfy(joinedElsewhere.is);
  expect(host.snapshot()).toEqual(before);
});

describe("an agent that dies at any write of a removal", () => {
  test("finishes it the next time", async () => {
    const complete = await master();
    const first = complete.machine.writes.length;
    await kubeadmReset.apply(complete.bind(), spec, []);
    const ends: (readonly unknown[])[] = [];
    for (let count = first + 1; count <= complete.machine.writes.length; count += 1) {
      const host = await master();
      host.machine.faults.dieAt(count, "after");
      await expect(kubeadmReset.apply(host.bind(), spec, [])).rejects.toThrow("killed");
      host.machine.faults.revive();
      await kubeadmReset.apply(host.bind(), spec, await look(host));
      ends.push(await look(host));
    }
    expect(ends.length).toBeGreaterThan(4);
    expect(ends.flat()).toEqual([]);
  });
});
