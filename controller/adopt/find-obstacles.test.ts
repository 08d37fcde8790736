import { expect, test } from "vitest";
import { findObstacles } from "./find-obstacles.ts";
import type { AdoptedHost } from "./found-cluster.ts";
import { parseKubeadmConfiguration } from "./kubeadm-configuration.ts";
import { manifestOf, master, recordedCluster, worker } from "./recorded-cluster.fake.ts";
import { kubeadmWords, storedByKubeadm } from "./recorded-kubeadm.fake.ts";

interface Case {
  readonly stored?: (text: string) => string;
  readonly hosts?: readonly AdoptedHost[];
  readonly daemonSets?: readonly string[];
}

const obstaclesOf = ({ stored = (text) => text, ...over }: Case): readonly string[] => {
  const text = stored(storedByKubeadm.v1beta4);
  return findObstacles(recordedCluster(over), parseKubeadmConfiguration(text));
};

const withManifest = (component: keyof typeof kubeadmWords, text: string): AdoptedHost =>
  master({ host: { manifests: { ...master().host.manifests, [component]: text } } });

/** kubeadm's own words with these after them, or instead of those of the same name. */
const withWords = (
  component: keyof typeof kubeadmWords,
  ...words: readonly string[]
): AdoptedHost => {
  const nameOf = (word: string) => word.split("=")[0];
  const own = kubeadmWords[component].filter(
    (word) => !words.some((one) => nameOf(one) === nameOf(word)),
  );
  return withManifest(component, manifestOf(component, [...own, ...words], []));
};

test("nothing is against a cluster that kubeadm has made without anything of one's own", () => {
  expect(obstaclesOf({})).toEqual([]);
});

test.each<[string, Case]>([
  [
    "etcd runs outside of the cluster",
    {
      stored: (text) =>
        text.replace(
          "  local:\n    dataDir: /var/lib/etcd\n",
          "  external:\n    endpoints: [https://e:2379]\n",
        ),
    },
  ],
  [
    "kubeadm-config sets etcd.local.dataDir",
    { stored: (text) => text.replace("/var/lib/etcd", "/data/etcd") },
  ],
  [
    "kubeadm-config sets apiServer.extraVolumes",
    {
      stored: (text) =>
        text.replace("apiServer: {}", "apiServer: {extraVolumes: [{name: a, hostPath: /a}]}"),
    },
  ],
  [
    "kubeadm-config sets networking.dnsDomain",
    { stored: (text) => text.replace("cluster.local", "corp.local") },
  ],
  [
    "kubeadm-config has no networking.podSubnet",
    { stored: (text) => text.replace("  podSubnet: 10.244.0.0/16\n", "") },
  ],
  [
    "networking.podSubnet has two families of addresses",
    {
      stored: (text) => text.replace("10.244.0.0/16", "10.244.0.0/16,fd00::/48"),
      hosts: [withWords("kube-controller-manager", "--cluster-cidr=10.244.0.0/16,fd00::/48")],
    },
  ],
  [
    "kubeadm-config gives apiServer --advertise-address",
    {
      stored: (text) =>
        text.replace(
          "apiServer: {}",
          "apiServer: {extraArgs: [{name: advertise-address, value: 10.0.0.9}]}",
        ),
    },
  ],
  [
    "kubeadm-config gives apiServer --service-account-issuer more than once",
    {
      stored: (text) =>
        text.replace(
          "apiServer: {}",
          "apiServer: {extraArgs: [{name: service-account-issuer, value: https://new}, {name: service-account-issuer, value: https://old}]}",
        ),
    },
  ],
  [
    "kube-apiserver of cp1 runs with --service-account-issuer=https://id.test, which kubeadm-config does not say",
    { hosts: [withWords("kube-apiserver", "--service-account-issuer=https://id.test")] },
  ],
  [
    "kube-controller-manager of cp1 runs with --cluster-cidr=10.0.0.0/8, which kubeadm-config does not say",
    { hosts: [withWords("kube-controller-manager", "--cluster-cidr=10.0.0.0/8")] },
  ],
  [
    "kube-apiserver of cp1 has --service-account-issuer more than once",
    {
      stored: (text) =>
        text.replace(
          "apiServer: {}",
          "apiServer: {extraArgs: [{name: service-account-issuer, value: https://a}]}",
        ),
      hosts: [
        withWords(
          "kube-apiserver",
          "--service-account-issuer=https://a",
          "--service-account-issuer=https://b",
        ),
      ],
    },
  ],
  [
    "etcd of cp1 runs with --quota-backend-bytes=8589934592, which cluster.yml cannot say",
    { hosts: [withWords("etcd", "--quota-backend-bytes=8589934592")] },
  ],
  [
    "etcd of cp1 runs with --listen-metrics-urls=http://0.0.0.0:2381, which kubeadm-config does not say",
    { hosts: [withWords("etcd", "--listen-metrics-urls=http://0.0.0.0:2381")] },
  ],
  [
    "2 masters have no common endpoint (controlPlaneEndpoint)",
    {
      hosts: [master(), master({ host: { hostname: "cp2" }, node: { name: "cp2" } })],
    },
  ],
  [
    "cp1 lacks /etc/kubernetes/pki/ca.key",
    { hosts: [master({ host: { hasAuthorityKey: false } })] },
  ],
  [
    "kube-apiserver of cp1 mounts a volume of its own, audit",
    {
      hosts: [
        withManifest("kube-apiserver", manifestOf("kube-apiserver", [], ["ca-certs", "audit"])),
      ],
    },
  ],
  [
    "the API server of cp1 listens on port 8443, not on 6443",
    {
      hosts: [withManifest("kube-apiserver", manifestOf("kube-apiserver", ["--secure-port=8443"]))],
    },
  ],
  [
    "cp1 runs its containers by cri-o://1.30",
    { hosts: [master({ node: { runtime: "cri-o://1.30" } }), worker()] },
  ],
  [
    "n1 runs its containers by frakti://1",
    { hosts: [master(), worker({ node: { runtime: "frakti://1" } })] },
  ],
  [
    "n1 runs Kubernetes 1.33.5 and the control plane 1.34.1",
    { hosts: [master(), worker({ node: { kubeletVersion: "1.33.5" } })] },
  ],
  [
    "node n1 is not named like its host 10.0.0.11, box",
    { hosts: [master(), worker({ host: { hostname: "box" } })] },
  ],
  [
    "kubelets have several cgroup drivers: systemd, cgroupfs",
    {
      hosts: [
        master(),
        worker({
          host: {
            kubeletConfig: (worker().host.kubeletConfig ?? "").replace(": systemd", ": cgroupfs"),
          },
        }),
      ],
    },
  ],
  ["there is no DaemonSet kube-proxy in kube-system", { daemonSets: ["kube-system/cilium"] }],
])("%s", (obstacle, given) => {
  expect(obstaclesOf(given)).toEqual([obstacle]);
});

test("a kubelet that no package has brought", () => {
  const { kubeletPackage: _, ...host } = worker().host;
  expect(obstaclesOf({ hosts: [master(), { ...worker(), host }] })).toEqual([
    "the kubelet of n1 is no package's",
  ]);
});
