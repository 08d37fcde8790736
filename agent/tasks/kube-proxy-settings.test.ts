import { expect, test } from "vitest";
import { stringify } from "yaml";
import type { JsonObject, NodeSpec } from "../../shared/spec/node-spec.ts";
import { mergePatch } from "../host/fake/merge-objects.ts";
import {
  PROXY_CONFIG_KEY,
  PROXY_CONFIG_MAP,
  PROXY_DAEMON_SET,
  PROXY_SETTINGS_MARK,
} from "../kubeadm/kube-proxy-settings-state.ts";
import { preparedHost } from "../kubeadm/prepared-host.fake.ts";
import { sampleNodeSpec } from "../kubeadm/sample-node-spec.fake.ts";
import { textAt, valueAt } from "../../shared/spec/json-path.ts";
import { kubeProxySettings } from "./kube-proxy-settings.ts";

const plain = sampleNodeSpec("1.20.2");
const withConntrack = (conntrack: JsonObject): NodeSpec => ({
  ...plain,
  kubernetes: { ...plain.kubernetes, kubeProxy: { mode: "iptables", conntrack } },
});
const wanted = withConntrack({ tcpEstablishedTimeout: "1h", maxPerCore: 0 });

/** As kubeadm 1.20 writes it. */
const AS_MADE = {
  kind: "KubeProxyConfiguration",
  clusterCIDR: "10.32.0.0/12",
  mode: "iptables",
  conntrack: {
    maxPerCore: null,
    min: null,
    tcpCloseWaitTimeout: null,
    tcpEstablishedTimeout: null,
  },
};
const ROLLED_OUT = {
  observedGeneration: 9,
  updatedNumberScheduled: 3,
  desiredNumberScheduled: 3,
};

const master = () => {
  const host = preparedHost("m1");
  const { cluster, files } = host.machine;
  cluster.apiServers.add("m1");
  files.seed("/etc/kubernetes/admin.conf", "conf");
  cluster.put(PROXY_CONFIG_MAP, {
    metadata: { name: "kube-proxy" },
    data: { [PROXY_CONFIG_KEY]: stringify(AS_MADE), "kubeconfig.conf": "kept" },
  });
  cluster.put(PROXY_DAEMON_SET, { metadata: { generation: 1 }, status: ROLLED_OUT });
  return host;
};

type FakeMaster = ReturnType<typeof master>;

const look = async (host: FakeMaster, spec: NodeSpec) =>
  kubeProxySettings.diff(await kubeProxySettings.check(host.reader, spec), spec);
const apply = async (host: FakeMaster, spec: NodeSpec) =>
  await kubeProxySettings.apply(host.bind(), spec, await look(host, spec));
const objectOf = ({ machine }: FakeMaster, path: string) => machine.cluster.snapshot().get(path);
const change = ({ machine }: FakeMaster, path: string, patch: object): void =>
  machine.cluster.put(path, mergePatch(machine.cluster.snapshot().get(path) ?? {}, { ...patch }));

const RESTART = [
  { field: "kube-proxy", before: "runs with older settings", after: "runs with these" },
];

test("what kubeadm has made is as it should be", async () => {
  expect(await look(master(), plain)).toEqual([]);
});

test("settings are stored, pods are marked to start anew, and then nothing is left", async () => {
  const host = master();
  expect(await look(host, wanted)).toEqual([
    { field: "conntrack.maxPerCore", after: "0" },
    { field: "conntrack.tcpEstablishedTimeout", after: "3600000000000ns" },
  ]);
  await apply(host, wanted);
  const data = objectOf(host, PROXY_CONFIG_MAP);
  expect(textAt(data, "data", "kubeconfig.conf")).toBe("kept");
  expect(textAt(data, "data", PROXY_CONFIG_KEY)).toContain("clusterCIDR: 10.32.0.0/12");
  const mark = textAt(data, "metadata", "annotations", PROXY_SETTINGS_MARK);
  const template = valueAt(objectOf(host, PROXY_DAEMON_SET), "spec", "template");
  expect(textAt(template, "metadata", "annotations", PROXY_SETTINGS_MARK)).toBe(mark);
  expect(await look(host, wanted)).toEqual([]);
});

test("a death between both writes is seen, and the pods start anew", async () => {
  const host = master();
  await apply(host, wanted);
  change(host, PROXY_DAEMON_SET, { spec: null });
  expect(await look(host, wanted)).toEqual(RESTART);
  await apply(host, wanted);
  expect(await look(host, wanted)).toEqual([]);
});

test("until all pods run with them it is not done, but for those of nodes that are away", async () => {
  const host = master();
  await apply(host, wanted);
  for (const name of ["m1", "w1", "w2"])
    host.machine.cluster.put(`/api/v1/nodes/${name}`, {
      metadata: { name },
      status: { conditions: [{ type: "Ready", status: name === "w2" ? "Unknown" : "True" }] },
    });
  change(host, PROXY_DAEMON_SET, { status: { updatedNumberScheduled: 1 } });
  expect(await look(host, wanted)).toEqual(RESTART);
  const state = await kubeProxySettings.check(host.reader, wanted);
  expect(kubeProxySettings.leave?.(state, wanted, [])).toMatchObject([{ kind: "unsettled" }]);
  change(host, PROXY_DAEMON_SET, { status: { updatedNumberScheduled: 2 } });
  expect(await look(host, wanted)).toEqual([]);
});

test("settings that nobody wants any more are taken out", async () => {
  const host = master();
  await apply(host, wanted);
  expect(await look(host, plain)).toMatchObject([
    { field: "conntrack.maxPerCore", before: "0" },
    { field: "conntrack.tcpEstablishedTimeout", before: "3600000000000ns" },
  ]);
  await apply(host, plain);
  expect(await look(host, plain)).toEqual([]);
});

test("what an upgrade by kubeadm has written anew is as it should be", async () => {
  const host = master();
  await apply(host, wanted);
  for (const path of [PROXY_CONFIG_MAP, PROXY_DAEMON_SET])
    change(host, path, { metadata: { annotations: null }, spec: null });
  expect(await look(host, wanted)).toEqual([]);
});

test("nothing is said of it without an answer", async () => {
  const host = master();
  host.machine.cluster.apiServers.clear();
  expect(await look(host, wanted)).toEqual([]);
});

test("iptables become nftables and back from 1.31 on, and no other mode becomes another", async () => {
  const withMode = (version: string, mode: string): NodeSpec => ({
    ...plain,
    kubernetes: { ...plain.kubernetes, version, kubeProxy: { mode, conntrack: {} } },
  });
  const host = master();
  expect(await look(host, withMode("1.30.0", "nftables"))).toEqual([]);
  expect(await look(host, withMode("1.36.2", "ipvs"))).toEqual([]);
  expect(await look(host, withMode("1.36.2", "nftables"))).toEqual([
    { field: "mode", before: "iptables", after: "nftables" },
  ]);
  await apply(host, withMode("1.36.2", "nftables"));
  expect(textAt(objectOf(host, PROXY_CONFIG_MAP), "data", PROXY_CONFIG_KEY)).toContain(
    "mode: nftables",
  );
  expect(await look(host, withMode("1.36.2", "nftables"))).toEqual([]);
  expect(await look(host, withMode("1.36.2", "iptables"))).toEqual([
    { field: "mode", before: "nftables", after: "iptables" },
  ]);
});
