import { expect, test } from "vitest";
import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import { toKubeletConfiguration } from "../kubeadm/component-configurations.ts";
import { preparedHost } from "../kubeadm/prepared-host.fake.ts";
import { sampleNodeSpec } from "../kubeadm/sample-node-spec.fake.ts";
import { storedKubeletSettings } from "./stored-kubelet-settings.ts";

const before = sampleNodeSpec("1.20.2");
const wanted: NodeSpec = {
  ...before,
  kubernetes: {
    ...before.kubernetes,
    kubelet: { ...before.kubernetes.kubelet, config: { maxPods: 60 } },
  },
};
const CONFIG_MAP = "/api/v1/namespaces/kube-system/configmaps/kubelet-config-1.20";

const master = () => {
  const host = preparedHost("m1");
  const { cluster, files } = host.machine;
  files.seed("/etc/kubernetes/admin.conf", "conf");
  cluster.put(CONFIG_MAP, { data: { kubelet: JSON.stringify(toKubeletConfiguration(before)) } });
  return host;
};

const look = async (host: ReturnType<typeof master>, spec: NodeSpec) =>
  storedKubeletSettings.diff(await storedKubeletSettings.check(host.reader, spec), spec);

test("settings that differ are stored for hosts that join later", async () => {
  const host = master();
  host.machine.cluster.apiServers.add("m1");
  expect(await look(host, before)).toEqual([]);
  expect(await look(host, wanted)).toEqual([{ field: "maxPods", after: "60" }]);
  await storedKubeletSettings.apply(host.bind(), wanted, await look(host, wanted));
  expect(await look(host, wanted)).toEqual([]);
});

test("nothing is said of them while no API server answers", async () => {
  expect(await look(master(), wanted)).toEqual([]);
});
