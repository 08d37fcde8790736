import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { loadConfigText } from "../../test/support/load-config-text.ts";
import type { FoundCluster } from "./found-cluster.ts";
import { parseKubeadmConfiguration } from "./kubeadm-configuration.ts";
import { AUTHORITY, manifestOf, master, recordedCluster, worker } from "./recorded-cluster.fake.ts";
import { storedByKubeadm } from "./recorded-kubeadm.fake.ts";
import { renderAdoptedFile } from "./render-adopted-file.ts";

const render = (found: FoundCluster, name?: string) =>
  renderAdoptedFile(found, parseKubeadmConfiguration(found.clusterConfiguration ?? ""), {
    name,
    fallback: "calm-oak-0001",
  });

const valuesOf = async (found: FoundCluster) => {
  const { text } = render(found);
  await loadConfigText(text);
  const values: unknown = parse(text);
  return values;
};

const withKubelet = (more: string) => {
  const { kubeletConfig = "" } = worker().host;
  return { host: { kubeletConfig: `${kubeletConfig}${more}` } };
};

describe("what kubeadm makes without anything of one's own", () => {
  test.each([
    ["v1beta2", "1.20.2", "master"],
    ["v1beta3", "1.30.4", "control-plane"],
    ["v1beta4", "1.34.1", "control-plane"],
  ] as const)("of %s is a cluster.yml with nothing but its shape", async (api, version, role) => {
    const taint = { key: `node-role.kubernetes.io/${role}`, effect: "NoSchedule" } as const;
    const found = recordedCluster({
      clusterConfiguration: storedByKubeadm[api],
      hosts: [master({ node: { taints: [taint] } }), worker()],
    });
    expect(await valuesOf(found)).toEqual({
      name: "calm-oak-0001",
      adopted: { ca_certificate_hash: AUTHORITY, endpoint: "10.0.0.1:6443" },
      hosts: [
        { address: "10.0.0.1", role: "master", user: "root", manage_container_runtime: false },
        { address: "10.0.0.11", role: "worker", user: "root", manage_container_runtime: false },
      ],
      kubernetes: { version },
      network: {
        provider: "custom",
        service_cidr: "10.96.0.0/12",
        pod_network_cidr: "10.244.0.0/16",
        dns: { provider: "coredns" },
        firewall: { enabled: false },
      },
      repositories: { host_sources: true },
      kubelet: { cgroup_driver: "systemd" },
      drift: { mode: "report" },
    });
    expect(render(found).notes).toEqual([]);
  });
});

describe("what somebody has set is carried over", () => {
  const settings = (more: string) => storedByKubeadm.v1beta4.replace("apiServer: {}\n", more);

  test("flags, of the list that v1beta4 has too, and those that are in the manifest alone", async () => {
    const apiServer = ["--authorization-mode=Node,RBAC", "--profiling=false", "--v=2"];
    const found = recordedCluster({
      clusterConfiguration: settings(
        "apiServer:\n  extraArgs:\n  - {name: profiling, value: 'false'}\n",
      ),
      hosts: [
        master({
          host: {
            manifests: {
              ...master().host.manifests,
              "kube-apiserver": manifestOf("kube-apiserver", apiServer),
            },
          },
        }),
      ],
    });
    expect(await valuesOf(found)).toHaveProperty("control_plane", {
      api_server: { extra_args: { profiling: "false", v: "2" } },
    });
  });

  test("names in the API's certificate, images, the endpoint of several masters", async () => {
    const found = recordedCluster({
      clusterConfiguration: settings(
        "apiServer: {certSANs: [api.example.com, 10.0.0.1]}\ncontrolPlaneEndpoint: lb.example.com\n",
      ).replace("registry.k8s.io", "mirror.example.com/k8s"),
    });
    expect(await valuesOf(found)).toMatchObject({
      adopted: { endpoint: "lb.example.com:6443" },
      api: { certificate_names: ["api.example.com"] },
      image_repository: "mirror.example.com/k8s",
    });
  });

  test("labels and taints of nodes, addresses among them, how to log in", async () => {
    const found = recordedCluster({
      hosts: [
        master({ node: { taints: [], address: "192.168.5.1" }, named: { ssh_port: 2222 } }),
        worker({
          node: {
            labels: { "kubernetes.io/arch": "amd64", disk: "ssd", "example.com/zone": "b" },
            taints: [
              { key: "dedicated", value: "db", effect: "NoExecute" },
              { key: "node.kubernetes.io/unschedulable", effect: "NoSchedule" },
            ],
            runtime: "docker://20.10.24",
          },
        }),
      ],
    });
    expect(await valuesOf(found)).toHaveProperty("hosts", [
      {
        address: "10.0.0.1",
        private_address: "192.168.5.1",
        role: "master",
        user: "root",
        ssh_port: 2222,
        taints: [],
        manage_container_runtime: false,
      },
      {
        address: "10.0.0.11",
        role: "worker",
        user: "root",
        labels: { disk: "ssd", "example.com/zone": "b" },
        taints: [{ key: "dedicated", value: "db", effect: "NoExecute" }],
        container_runtime: "docker",
        manage_container_runtime: false,
      },
    ]);
  });

  test("settings that all kubelets have, and of kube-proxy", async () => {
    const own = withKubelet("maxPods: 60\nfeatureGates: {InPlacePodVerticalScaling: true}\n");
    const found = recordedCluster({
      hosts: [master(own), worker(own)],
      proxyConfiguration: "mode: ipvs\nconntrack: {maxPerCore: 0, min: 0, udpTimeout: null}\n",
    });
    expect(await valuesOf(found)).toMatchObject({
      kubelet: { config: { maxPods: 60 }, feature_gates: { InPlacePodVerticalScaling: true } },
      kube_proxy: { mode: "ipvs", conntrack: { maxPerCore: 0, min: 0 } },
    });
  });

  test("what is ${…} in a value stays so", () => {
    const found = recordedCluster({
      hosts: [master({ named: { ssh_proxy_command: "nc ${HOME} %h" } }), worker()],
    });
    expect(render(found).text).toContain("nc $${HOME} %h");
  });
});

describe("what cannot be said is told, in the file too", () => {
  test("a kubelet that is alone with a setting, masters that differ", () => {
    const other = master({
      host: {
        hostname: "cp2",
        manifests: {
          ...master().host.manifests,
          "kube-scheduler": manifestOf("kube-scheduler", ["--v=4"]),
        },
      },
      node: { name: "cp2" },
    });
    const { notes, text } = render(
      recordedCluster({ hosts: [master(), other, worker(withKubelet("maxPods: 60\n"))] }),
    );
    expect(notes).toEqual([
      "kube-scheduler of cp2 runs with other flags than that of cp1; the plan shows which",
      "kubelet of n1 alone has maxPods; the plan takes it back",
    ]);
    for (const note of notes) expect(text).toContain(`# - ${note}\n`);
  });
});

describe("a cluster of Kontena's pharos-cluster", () => {
  const stored = `name: old-pine-7
hosts:
- {address: 10.0.0.1, role: master, user: ubuntu}
api: {endpoint: k8s.example.com}
network: {provider: weave}
authentication: {oidc: {issuer_url: https://id.example.com, client_id: k8s}}
audit: {}
addons:
  ingress-nginx: {enabled: true}
  kured: {enabled: false}
`;

  test("gives its name and endpoint, and says what nobody looks after", async () => {
    const found = recordedCluster({ storedConfiguration: stored });
    expect(await valuesOf(found)).toMatchObject({
      name: "old-pine-7",
      api: { endpoint: "k8s.example.com" },
    });
    expect(render(found).notes).toEqual([
      "addon ingress-nginx of pharos-cluster: its objects stay, nobody looks after them",
      "authentication of pharos-cluster's cluster.yml",
    ]);
    expect(render(found, "new-name").name).toBe("new-name");
  });

  test("is none where the file is ours or no file at all", () => {
    for (const text of [`${stored}drift: {mode: correct}\n`, "hosts: 3", "{", ""])
      expect(render(recordedCluster({ storedConfiguration: text })).name).toBe("calm-oak-0001");
  });
});
