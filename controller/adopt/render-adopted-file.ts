import { stringify } from "yaml";
import { versionRow } from "../../shared/versions/version-table.ts";
import { carryHost } from "./carried-hosts.ts";
import { carryControlPlane, carryKubelet, carryProxy } from "./carried-settings.ts";
import type { FoundCluster } from "./found-cluster.ts";
import { endpointOf, type KubeadmConfiguration } from "./kubeadm-configuration.ts";
import { type OriginalConfiguration, readOriginalConfiguration } from "./original-configuration.ts";

export interface AdoptedFile {
  readonly text: string;
  readonly name: string;
  /** What cluster.yml does not say, or a person should know; also in the text. */
  readonly notes: readonly string[];
}

interface Section {
  readonly comment?: readonly string[];
  readonly keys: Readonly<Record<string, unknown>>;
}

/** A cluster.yml that leaves the cluster as it is; `name` as given, else as the original had it. */
export const renderAdoptedFile = (
  found: FoundCluster,
  kubeadm: KubeadmConfiguration,
  wanted: { readonly name: string | undefined; readonly fallback: string },
): AdoptedFile => {
  const original = readOriginalConfiguration(found.storedConfiguration);
  const name = wanted.name ?? original?.name ?? wanted.fallback;
  const controlPlane = carryControlPlane(found, kubeadm);
  const kubelet = carryKubelet(found);
  const proxy = carryProxy(found.proxyConfiguration);
  const notes = [...controlPlane.notes, ...kubelet.notes, ...originalNotes(original)];
  const sections: readonly Section[] = [
    {
      comment: [
        "A cluster that kubeadm has made, as `pharosctl adopt` has found it.",
        ...listed(notes),
      ],
      keys: { name },
    },
    {
      comment: [
        "By this the cluster is known. Its endpoint stays; no host gets a balancer of pharosctl's, and",
        "kubeadm init never runs.",
      ],
      keys: {
        adopted: {
          ca_certificate_hash: found.caCertificateHash,
          endpoint: endpointOf(kubeadm, found),
        },
      },
    },
    {
      comment: [
        "The container runtime of these hosts stays as it is (manage_container_runtime). Labels and taints are",
        "what the nodes have now; one that is removed here is removed from its node.",
      ],
      keys: { hosts: found.hosts.map((host) => carryHost(host, kubeadm.version)) },
    },
    { keys: { kubernetes: { version: kubeadm.version } } },
    ...apiSection(found, kubeadm, original),
    {
      comment: [
        `The pod network is not pharosctl's: ${networkOf(found)}. The firewall is off, as it was; with`,
        "`enabled: true` the plan names the listeners that it would close.",
      ],
      keys: {
        network: {
          provider: "custom",
          service_cidr: kubeadm.serviceSubnet ?? "10.96.0.0/12",
          pod_network_cidr: kubeadm.podSubnet,
          dns: { provider: hasDns(found) ? "coredns" : "none" },
          firewall: { enabled: false },
        },
      },
    },
    ...imageSection(kubeadm),
    {
      comment: ["Kubernetes' packages come from the sources that apt has on the hosts already."],
      keys: { repositories: { host_sources: true } },
    },
    ...optional("control_plane", controlPlane.keys, "As the manifests have it."),
    ...optional("kubelet", kubelet.keys, "As all kubelets have it."),
    ...optional("kube_proxy", proxy, "As kube-proxy has it."),
    {
      comment: [
        "Agents tell what differs and change nothing by themselves; `mode: correct` puts it back.",
      ],
      keys: { drift: { mode: "report" } },
    },
  ];
  return { text: sections.map(renderSection).join("\n"), name, notes };
};

const listed = (notes: readonly string[]): readonly string[] =>
  notes.length === 0 ? [] : ["Not carried over:", ...notes.map((note) => `- ${note}`)];

const originalNotes = (original: OriginalConfiguration | undefined): readonly string[] =>
  original === undefined
    ? []
    : [
        ...original.addons.map(
          (addon) => `addon ${addon} of pharos-cluster: its objects stay, nobody looks after them`,
        ),
        ...original.left.map((key) => `${key} of pharos-cluster's cluster.yml`),
      ];

const apiSection = (
  { hosts }: FoundCluster,
  { certificateNames }: KubeadmConfiguration,
  original: OriginalConfiguration | undefined,
): readonly Section[] => {
  const own = new Set(
    hosts
      .filter(({ role }) => role === "master")
      .flatMap(({ named, node }) => [named.address, node.address]),
  );
  const endpoint = original?.apiEndpoint;
  const names = certificateNames.filter((name) => !own.has(name) && name !== endpoint);
  return optional("api", {
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(names.length === 0 ? {} : { certificate_names: names }),
  });
};

const imageSection = ({ imageRepository, version }: KubeadmConfiguration): readonly Section[] =>
  imageRepository === undefined || imageRepository === versionRow(version).images.repository
    ? []
    : [{ keys: { image_repository: imageRepository } }];

const hasDns = ({ deployments }: FoundCluster): boolean =>
  deployments.includes("kube-system/coredns");

/** DaemonSets by which the usual networks are known. */
const networks: readonly (readonly [RegExp, string])[] = [
  [/\/weave-net$/, "Weave"],
  [/\/calico-node$/, "Calico"],
  [/\/cilium$/, "Cilium"],
  [/\/kube-flannel/, "Flannel"],
  [/\/kube-router$/, "kube-router"],
];

const networkOf = ({ daemonSets }: FoundCluster): string => {
  const names = networks
    .filter(([pattern]) => daemonSets.some((name) => pattern.test(name)))
    .map(([, name]) => name);
  return names.length === 0 ? "plain CNI files, or one that is not known" : names.join(" and ");
};

const optional = (
  key: string,
  value: Readonly<Record<string, unknown>>,
  comment?: string,
): readonly Section[] =>
  Object.keys(value).length === 0
    ? []
    : [{ ...(comment === undefined ? {} : { comment: [comment] }), keys: { [key]: value } }];

/** What stands for a variable to us is text here. */
const renderSection = ({ comment = [], keys }: Section): string =>
  [
    ...comment.map((line) => `# ${line.replaceAll(/\s+/g, " ")}\n`),
    stringify(keys, { lineWidth: 0, aliasDuplicateObjects: false }),
  ]
    .join("")
    .replaceAll("${", () => "$${");
