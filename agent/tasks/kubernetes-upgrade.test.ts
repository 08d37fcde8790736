import { describe, expect, test } from "vitest";
import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import { FakeCluster } from "../host/fake/fake-cluster.ts";
import type { FakeHost } from "../host/fake/fake-host.ts";
import { fakeKubeadm } from "../host/fake/fake-kubeadm.ts";
import { preparedHost } from "../kubeadm/prepared-host.fake.ts";
import { sampleNodeSpec, sampleWorker } from "../kubeadm/sample-node-spec.fake.ts";
import { controlPlaneUpgrade } from "./control-plane-upgrade.ts";
import { kubeadmInit } from "./kubeadm-init.ts";
import { kubeletUpgrade } from "./kubelet-upgrade.ts";
import { upgradeSupply } from "./upgrade-supply.ts";

const OLD = "1.20.2";
const NEW = "1.20.3";

const to = (spec: NodeSpec, version: string): NodeSpec => ({
  ...spec,
  packages: { ...spec.packages, kubernetesVersion: version },
  kubernetes: { ...spec.kubernetes, version },
});
const old = sampleNodeSpec(OLD);
const wanted = to(old, NEW);

const master = async (): Promise<FakeHost> => {
  const host = preparedHost(old.host, new FakeCluster());
  host.machine.programs.set("kubeadm", fakeKubeadm);
  for (const name of ["kubeadm", "kubectl", "kubelet"]) {
    host.machine.lists.set(name, [`${NEW}-1.1`, `${OLD}-1.1`]);
    host.machine.packages.set(name, { version: `${OLD}-1.1`, held: true, configured: true });
  }
  for (const name of ["cri-tools", "kubernetes-cni"])
    host.machine.packages.set(name, { version: "1.0", held: true, configured: true });
  await kubeadmInit.apply(host.bind(), old, []);
  return host;
};

const fieldsOf = (changes: readonly { readonly field: string }[]) =>
  changes.map(({ field }) => field);

describe("a master that runs", () => {
  test("takes its control plane first, then its kubelet, and then nothing is left", async () => {
    const host = await master();
    const see = async () =>
      controlPlaneUpgrade.diff(await controlPlaneUpgrade.check(host.reader, wanted), wanted);
    expect(fieldsOf(await see())).toEqual([
      "kubeadm",
      "kube-apiserver",
      "kube-controller-manager",
      "kube-scheduler",
      "cluster",
    ]);
    await controlPlaneUpgrade.apply(host.bind(), wanted, []);
    expect(await see()).toEqual([]);
    const kubelet = async () =>
      kubeletUpgrade.diff(await kubeletUpgrade.check(host.reader, wanted), wanted);
    expect(fieldsOf(await kubelet())).toEqual(["kubectl", "kubelet"]);
    await kubeletUpgrade.apply(host.bind(), wanted, []);
    expect(await kubelet()).toEqual([]);
  });

  test("that does not go first waits for the cluster's version", async () => {
    const host = await master();
    const second = { ...wanted, kubernetes: { ...wanted.kubernetes, bootstrap: "join" } } as const;
    await expect(controlPlaneUpgrade.apply(host.bind(), second, [])).rejects.toMatchObject({
      code: "UPGRADE_OUT_OF_ORDER",
    });
  });

  test("whose upgrade kubeadm gives up is told with what runs now", async () => {
    const host = await master();
    host.machine.programs.set("kubeadm", () => ({
      exitCode: 1,
      stdout: "",
      stderr: "[upgrade/apply] FATAL: rolled back",
    }));
    await expect(controlPlaneUpgrade.apply(host.bind(), wanted, [])).rejects.toMatchObject({
      code: "UPGRADE_TAKEN_BACK",
      message: expect.stringContaining(`kube-apiserver ${OLD}`),
    });
  });

  test("has what an upgrade takes before it begins", async () => {
    const host = await master();
    const see = async () =>
      upgradeSupply.diff(await upgradeSupply.check(host.reader, wanted), wanted);
    expect(await see()).toHaveLength(7);
    await upgradeSupply.apply(host.bind(), wanted, await see());
    expect(await see()).toEqual([]);
  });
});

test("a host that is no node yet has nothing to upgrade", async () => {
  const host = preparedHost("w1", new FakeCluster());
  const worker = sampleWorker(NEW);
  expect(kubeletUpgrade.diff(await kubeletUpgrade.check(host.reader, worker), worker)).toEqual([]);
  expect(upgradeSupply.diff(await upgradeSupply.check(host.reader, worker), worker)).toEqual([]);
});
