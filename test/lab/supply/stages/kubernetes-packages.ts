import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { readArchitecture } from "../apt/read-architecture.ts";
import type { Stage } from "../stage.ts";
import { type KubernetesVersion, kubernetesVersions, packageRevision } from "../supply.ts";
import { debianArchive, unpackPackage } from "./debian-archive.ts";
import { buildDebianPackage, type DebianPackage, type PackageFile } from "./debian-package.ts";
import { kubeadmDropIn, kubeadmScripts, kubeletScripts, kubeletUnit } from "./kubelet-units.ts";
import { kubernetesProgramsStage } from "./kubernetes-programs.ts";

const systemdDirectory = "/usr/lib/systemd/system";
const cniVersion = `1.1.1-${packageRevision}`;
const criToolsVersion = `1.20.0-${packageRevision}`;

export interface KubernetesPackagesInit {
  readonly labPrograms: Stage;
  /** Digest of the code that shapes the packages. */
  readonly recipe: string;
}

/** kubelet, kubeadm and kubectl in both versions, kubernetes-cni and cri-tools: what pkgs.k8s.io offers. */
export const defineKubernetesPackages = ({
  labPrograms,
  recipe,
}: KubernetesPackagesInit): Stage => ({
  name: "kubernetes-packages",
  inputs: [recipe],
  needs: [kubernetesProgramsStage, labPrograms, debianArchive],
  build: async (room) => {
    const architecture = await readArchitecture();
    const cniRoot = join(room.directory, "cni");
    await unpackPackage(room.resultOf(debianArchive), "containernetworking-plugins", cniRoot);
    const packages = [
      await describeKubernetesCni(join(cniRoot, "usr/lib/cni")),
      describeCriTools(join(room.resultOf(labPrograms), "crictl")),
      ...kubernetesVersions.flatMap((version) =>
        describeKubernetes(join(room.resultOf(kubernetesProgramsStage), version), version),
      ),
    ];
    for (const wanted of packages) {
      room.progress(`packing ${wanted.name} ${wanted.version}`);
      await buildDebianPackage(room.directory, { ...wanted, architecture });
    }
    await rm(cniRoot, { recursive: true });
  },
});

type PortablePackage = Omit<DebianPackage, "architecture">;

const describeKubernetes = (
  programs: string,
  version: KubernetesVersion,
): readonly PortablePackage[] => {
  const common = { version: `${version}-${packageRevision}` };
  return [
    {
      ...common,
      name: "kubelet",
      summary: "Node agent for Kubernetes clusters",
      depends: [
        "kubernetes-cni (>= 0.8.7)",
        "iptables (>= 1.4.21)",
        "conntrack",
        "ebtables",
        "ethtool",
        "iproute2",
        "socat",
        "mount",
        "util-linux",
      ],
      files: {
        "/usr/bin/kubelet": program(join(programs, "kubelet")),
        [`${systemdDirectory}/kubelet.service`]: text(kubeletUnit),
        "/etc/default/kubelet": text("KUBELET_EXTRA_ARGS=\n"),
        // Packages of pkgs.k8s.io keep /etc/kubernetes/manifests alive the same way, but kubeadm 1.20
        // takes that folder for one that is in use; packages of its own time had no such file.
        "/var/lib/kubelet/.kubelet-keep": text(""),
      },
      conffiles: ["/etc/default/kubelet"],
      scripts: kubeletScripts,
    },
    {
      ...common,
      name: "kubeadm",
      summary: "Command-line utility for administering a Kubernetes cluster",
      depends: [
        "kubelet (>= 1.19.0)",
        "kubectl (>= 1.19.0)",
        "kubernetes-cni (>= 0.8.7)",
        "cri-tools (>= 1.13.0)",
      ],
      files: {
        "/usr/bin/kubeadm": program(join(programs, "kubeadm")),
        [`${systemdDirectory}/kubelet.service.d/10-kubeadm.conf`]: text(kubeadmDropIn),
      },
      scripts: kubeadmScripts,
    },
    {
      ...common,
      name: "kubectl",
      summary: "Command-line utility for interacting with a Kubernetes cluster",
      depends: [],
      files: { "/usr/bin/kubectl": program(join(programs, "kubectl")) },
    },
  ];
};

const describeKubernetesCni = async (plugins: string): Promise<PortablePackage> => {
  const names = await readdir(plugins);
  return {
    name: "kubernetes-cni",
    version: cniVersion,
    summary: "Binaries required to provision container networking",
    depends: ["libc6"],
    files: Object.fromEntries(
      names.map((name) => [`/opt/cni/bin/${name}`, program(join(plugins, name))]),
    ),
  };
};

const describeCriTools = (crictl: string): PortablePackage => ({
  name: "cri-tools",
  version: criToolsVersion,
  summary: "Stand-in of the lab for crictl",
  depends: [],
  files: { "/usr/bin/crictl": program(crictl) },
});

const program = (from: string): PackageFile => ({ kind: "copy", from, mode: 0o755 });
const text = (content: string): PackageFile => ({ kind: "text", text: content, mode: 0o644 });
