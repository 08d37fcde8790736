import { describe, expect, test } from "vitest";
import { controlPlaneUnhealthy } from "../../shared/errors/kubernetes-errors.ts";
import type { ControlPlaneSpec, NodeSpec } from "../../shared/spec/node-spec.ts";
import { FakeHost } from "../host/fake/fake-host.ts";
import { runFakeComponent } from "../host/fake/fake-static-pods.ts";
import { parse } from "yaml";
import { listAt } from "../../shared/spec/json-path.ts";
import { sampleNodeSpec } from "../kubeadm/sample-node-spec.fake.ts";
import { toClusterConfiguration } from "../kubeadm/cluster-configuration.ts";
import { controlPlaneSettings } from "./control-plane-settings.ts";

const before = sampleNodeSpec("1.20.2");
const API_SERVER = "/etc/kubernetes/manifests/kube-apiserver.yaml";
const PREVIOUS = "/etc/kubernetes/pharos-previous/kube-apiserver.yaml";
const CONFIG = "/api/v1/namespaces/kube-system/configmaps/kubeadm-config";

const withControlPlane = (over: Partial<ControlPlaneSpec>): NodeSpec => ({
  ...before,
  kubernetes: {
    ...before.kubernetes,
    controlPlane: { ...before.kubernetes.controlPlane, ...over },
  },
});

/** A master that runs with the settings of `spec`, as kubeadm has left it. */
const master = (spec: NodeSpec = before): FakeHost => {
  const host = new FakeHost({ hostname: "m1" });
  const { machine } = host;
  const configuration = toClusterConfiguration(spec);
  machine.packages.set("kubeadm", { version: "1.20.2-00", held: true, configured: true });
  machine.files.seed("/etc/kubernetes/admin.conf", "admin");
  for (const component of ["kube-apiserver", "kube-controller-manager", "kube-scheduler"])
    runFakeComponent(machine, component, configuration);
  machine.cluster.apiServers.add("m1");
  machine.cluster.put(CONFIG, {
    kind: "ConfigMap",
    data: { ClusterConfiguration: JSON.stringify(configuration) },
  });
  return host;
};

const look = async (host: FakeHost, spec: NodeSpec) =>
  controlPlaneSettings.diff(await controlPlaneSettings.check(host.reader, spec), spec);

const apply = async (host: FakeHost, spec: NodeSpec) =>
  controlPlaneSettings.apply(host.bind(), spec, await look(host, spec));

const commandOf = (host: FakeHost): readonly unknown[] =>
  listAt(
    parse(host.machine.files.follow(API_SERVER)?.text ?? ""),
    "spec",
    "containers",
    0,
    "command",
  );

const audited = withControlPlane({
  apiServerExtraArgs: { "audit-log-path": "/var/log/kubernetes/audit.json" },
  apiServerFolders: [{ path: "/var/log/kubernetes", writable: true }],
});

describe("settings of a control plane", () => {
  test("on a host without one are nothing to look after", async () => {
    expect(await look(new FakeHost(), audited)).toEqual([]);
  });

  test("as it runs with them are left alone", async () => {
    expect(await look(master(audited), audited)).toEqual([]);
  });

  test("that are new are told flag by flag, with what kubeadm has stored", async () => {
    expect(await look(master(), audited)).toEqual([
      { field: "kube-apiserver --audit-log-path", after: "/var/log/kubernetes/audit.json" },
      { field: "pharos-var-log-kubernetes", after: "mounted" },
      { field: "kubeadm-config", before: "older settings", after: "these" },
    ]);
  });

  test("that kubeadm has stored are the first master's matter alone", async () => {
    const kubernetes = { ...audited.kubernetes, bootstrap: "join" } as const;
    const found = await look(master(), { ...audited, kubernetes });
    expect(found.map(({ field }) => field)).toEqual([
      "kube-apiserver --audit-log-path",
      "pharos-var-log-kubernetes",
    ]);
  });

  test("that are gone are told too", async () => {
    expect(await look(master(audited), before)).toEqual([
      { field: "kube-apiserver --audit-log-path", before: "/var/log/kubernetes/audit.json" },
      { field: "pharos-var-log-kubernetes", before: "mounted" },
      { field: "kubeadm-config", before: "older settings", after: "these" },
    ]);
  });

  test("go back to kubeadm's own value where it has one", async () => {
    const plugins = withControlPlane({
      apiServerExtraArgs: { "enable-admission-plugins": "NodeRestriction,AlwaysPullImages" },
    });
    expect(await look(master(plugins), before)).toContainEqual({
      field: "kube-apiserver --enable-admission-plugins",
      before: "NodeRestriction,AlwaysPullImages",
      after: "NodeRestriction",
    });
  });

  test("of an etcd outside of the cluster follow its addresses", async () => {
    const etcd = (endpoint: string) =>
      withControlPlane({ externalEtcd: { endpoints: [endpoint] } });
    const found = await look(
      master(etcd("http://192.0.2.20:2379")),
      etcd("http://192.0.2.21:2379"),
    );
    expect(found).toContainEqual(
      expect.objectContaining({ field: "kube-apiserver --etcd-servers" }),
    );
  });
});

describe("a change of settings", () => {
  test("is made by kubeadm, seen alive, and stored", async () => {
    const host = master();
    await apply(host, audited);
    expect(await look(host, audited)).toEqual([]);
    expect(commandOf(host)).toContain("--audit-log-path=/var/log/kubernetes/audit.json");
    expect(host.machine.files.entry(PREVIOUS)).toBeUndefined();
    expect(host.machine.runs.map((argv) => argv.slice(3, 5).join(" "))).toEqual([
      "control-plane apiserver",
      "upload-config kubeadm",
    ]);
  });

  test("is taken back when the API server does not come up with it", async () => {
    const host = master();
    const old = host.machine.files.follow(API_SERVER)?.text;
    host.machine.brokenFlags = ["--audit-log-path"];
    await expect(apply(host, audited)).rejects.toSatisfy(controlPlaneUnhealthy.is);
    expect(host.machine.files.follow(API_SERVER)?.text).toBe(old);
    expect(host.machine.files.follow("/proc/1001/cmdline")?.text).toContain("kube-apiserver");
    expect(host.machine.files.entry(PREVIOUS)).toBeUndefined();
    expect(await look(host, audited)).toContainEqual({
      field: "kubeadm-config",
      before: "older settings",
      after: "these",
    });
  });

  test("that was cut before it was seen alive is seen to by the next one", async () => {
    const host = master(audited);
    host.machine.files.seed(PREVIOUS, host.machine.files.follow(API_SERVER)?.text ?? "");
    expect(await look(host, audited)).toEqual([
      { field: "kube-apiserver", before: "changed, not seen alive", after: "runs" },
    ]);
    await apply(host, audited);
    expect(await look(host, audited)).toEqual([]);
  });

  test("tells what the component has complained of", async () => {
    const host = master();
    host.machine.brokenFlags = ["--audit-log-path"];
    const folder = "/var/log/pods/kube-system_kube-apiserver-m1_00/kube-apiserver";
    const line = "2026-01-01T00:00:00.0Z stderr F Error: unknown flag: --audit-log-path";
    host.machine.files.seed(`${folder}/3.log`, `${line}\n`);
    await expect(apply(host, audited)).rejects.toMatchObject({
      fields: { reason: "Error: unknown flag: --audit-log-path" },
    });
  });
});
