import { expect, test } from "vitest";
import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import { runFakeKubelet } from "../host/fake/fake-kubelet.ts";
import { preparedHost } from "../kubeadm/prepared-host.fake.ts";
import { toKubeletConfiguration } from "../kubeadm/component-configurations.ts";
import { toNodeRegistration } from "../kubeadm/node-registration.ts";
import { asAdopted, sampleWorker } from "../kubeadm/sample-node-spec.fake.ts";
import { kubeletSettings } from "./kubelet-settings.ts";

const before = sampleWorker("1.20.2");
const PREVIOUS = "/var/lib/kubelet/pharos-previous/config.yaml";

const withKubelet = (kubelet: Partial<NodeSpec["kubernetes"]["kubelet"]>): NodeSpec => ({
  ...before,
  kubernetes: { ...before.kubernetes, kubelet: { ...before.kubernetes.kubelet, ...kubelet } },
});

/** A node whose kubelet runs as kubeadm has set it up. */
const node = () => {
  const host = preparedHost("w1");
  host.machine.files.seed("/etc/kubernetes/kubelet.conf", "conf");
  host.machine.cluster.apiServers.add("m1");
  runFakeKubelet(host.machine, toNodeRegistration(before), toKubeletConfiguration(before));
  return host;
};

const look = async (host: ReturnType<typeof node>, spec: NodeSpec) =>
  kubeletSettings.diff(await kubeletSettings.check(host.reader, spec), spec);

const apply = async (host: ReturnType<typeof node>, spec: NodeSpec) =>
  kubeletSettings.apply(host.bind(), spec, await look(host, spec));

test("a kubelet that kubeadm has set up is as it should be", async () => {
  expect(await look(node(), before)).toEqual([]);
});

test("flags that kubeadm was given without us stay as they are, others are told", async () => {
  const host = node();
  host.machine.files.seed(
    "/var/lib/kubelet/kubeadm-flags.env",
    'KUBELET_KUBEADM_ARGS="--container-runtime=remote --container-runtime-endpoint=/run/containerd/containerd.sock --v=2 --max-pods=40"\n',
  );
  expect(await look(host, asAdopted(before))).toEqual([{ field: "--max-pods", before: "40" }]);
  expect((await look(host, before)).map(({ field }) => field)).toContain("--node-ip");
});

test("fields and flags are changed, and the kubelet reports with them", async () => {
  const host = node();
  const wanted = withKubelet({ config: { maxPods: 60 }, extraArgs: { v: "4" } });
  expect(await look(host, wanted)).toEqual([
    { field: "maxPods", after: "60" },
    { field: "--v", before: "2", after: "4" },
  ]);
  await apply(host, wanted);
  expect(await look(host, wanted)).toEqual([]);
  expect(await look(host, before)).toHaveLength(2);
  expect(host.machine.files.entry(PREVIOUS)).toBeUndefined();
});

test("a kubelet that does not report is put back as it was", async () => {
  const host = node();
  host.machine.brokenFlags = ["--v=much"];
  const wanted = withKubelet({ extraArgs: { v: "much" } });
  await expect(apply(host, wanted)).rejects.toThrow(
    expect.objectContaining({ code: "KUBELET_UNHEALTHY" }),
  );
  expect(await look(host, before)).toEqual([]);
  expect(host.machine.files.entry(PREVIOUS)).toBeUndefined();
});

test("a change that was cut is gone on with, even where nothing differs", async () => {
  const host = node();
  host.machine.files.seed(PREVIOUS, "kind: KubeletConfiguration\n");
  expect(await look(host, before)).toEqual([
    { field: "kubelet", before: "changed, not seen alive", after: "runs" },
  ]);
  await apply(host, before);
  expect(await look(host, before)).toEqual([]);
});
