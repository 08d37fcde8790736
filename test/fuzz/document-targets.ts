import { readTerraformOutputs } from "../../controller/terraform/read-terraform-outputs.ts";
import { parseOsRelease } from "../../agent/facts/parse-os-release.ts";
import { DEBIAN_12 } from "../../agent/facts/recorded-hosts.fake.ts";
import { loadConfigText } from "../support/load-config-text.ts";
import { loopbackYml } from "../support/loopback-yml.ts";
import type { FuzzTarget } from "./fuzz-target.ts";
import { mutatedText } from "./mutated-text.ts";

const CLUSTER = `name: lab
hosts:
  - &master
    address: 10.0.0.1
    role: master
    labels: {disk: ssd, "example.com/zone": a}
    taints: [{key: a, value: b, effect: NoSchedule}]
    bastion: {address: jump, user: me}
  - <<: *master
    address: 10.0.0.2
    role: worker
kubernetes: {version: 1.30}
network: {provider: bridge, service_cidr: 10.96.0.0/12, firewalld: {enabled: true, open_ports: [{port: "1-65535", roles: ["*"]}]}}
kubelet: {extra_args: ["--v=4"], config: {maxPods: 200}}
control_plane: {oidc: {issuer_url: "https://a/b", client_id: x}}
addons: {ingress-nginx: {enabled: true, configmap: {a: "b"}}}
maintenance: {windows: [{days: [sat], start: "22:00", end: "04:00"}]}
drift: {interval: \${INTERVAL:-5m}}
`;

const TERRAFORM = JSON.stringify({
  pharos_hosts: {
    sensitive: false,
    type: "map",
    value: {
      masters: {
        address: ["10.0.0.1"],
        private_address: ["10.1.0.1"],
        role: "master",
        user: "root",
      },
      workers: { address: ["10.0.0.2", "10.0.0.3"], role: "worker", label: { a: "b" } },
    },
  },
  pharos_api: { type: "map", value: { endpoint: "api.example.com" } },
  pharos_addons: { type: "map", value: { ingress: { enabled: true } } },
  pharos_cluster: { value: { name: "x", hosts: [{ address: "10.0.0.4", role: "worker" }] } },
});

/** What people and their tools write. */
export const documentTargets: readonly FuzzTarget[] = [
  {
    name: "cluster-yml",
    input: mutatedText([CLUSTER, loopbackYml(["10.0.0.1"], ["10.0.0.2"])]),
    take: async (text) => void (await loadConfigText(text)),
  },
  {
    name: "terraform-json",
    input: mutatedText([TERRAFORM]),
    take: async (text) => void readTerraformOutputs(text, "tf.json"),
  },
  {
    name: "os-release",
    input: mutatedText([DEBIAN_12["/etc/os-release"] ?? "ID=debian\n"]),
    take: async (text) => void parseOsRelease(text),
  },
];
