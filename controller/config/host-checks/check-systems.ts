import { systemSupport } from "../../../shared/versions/operating-system-support.ts";
import { versionRow } from "../../../shared/versions/version-table.ts";
import { criDockerdRelease } from "../cri-dockerd-release.ts";
import type { ClusterConfig } from "../cluster-config.ts";
import { eachHost, type HostCheck, type HostProblem, type KnownHost } from "./host-problem.ts";

type Problem = Omit<HostProblem, "host">;

/** Operating system, architecture and runtime can carry the version of Kubernetes. */
export const checkSystems: HostCheck = (hosts, config) => [
  ...eachHost((host, all) => [
    ...checkArchitecture(host),
    ...checkSystem(host, all),
    ...checkRuntime(host, all),
    ...checkProxyMode(host, all),
  ])(hosts, config),
  ...checkMix(hosts),
];

const checkArchitecture = ({ facts }: KnownHost): readonly Problem[] =>
  facts.kernel.architecture === "other"
    ? [
        {
          severity: "error",
          code: "ARCHITECTURE_UNSUPPORTED",
          message: "has an architecture that is not supported",
          hint: "supported: amd64, arm64",
        },
      ]
    : [];

const checkSystem = ({ facts }: KnownHost, config: ClusterConfig): readonly Problem[] => {
  const { version } = config.kubernetes;
  const unsupported = (message: string, hint: string): readonly Problem[] => [
    { severity: "error", code: "SYSTEM_UNSUPPORTED", message, hint },
  ];
  const support = systemSupport(facts.os, version);
  switch (support.kind) {
    case "unknown-system":
      return unsupported(
        `runs ${facts.os.prettyName}, which is not supported`,
        `supported: ${support.supported.join(", ")}`,
      );
    case "version-too-new":
      return unsupported(
        `runs ${facts.os.prettyName}, which cannot run Kubernetes ${version}: ${support.reason}`,
        `set kubernetes.version to ${support.lastMinor} or older, or upgrade the host`,
      );
    case "supported": {
      const isRefused = versionRow(version).cgroupV1 === "opt-in" && facts.cgroupVersion === 1;
      if (!isRefused || config.kubelet.config["failCgroupV1"] === false) return [];
      const hint =
        "boot with systemd.unified_cgroup_hierarchy=1, or set kubelet.config.failCgroupV1: false";
      return unsupported(`runs with cgroup v1, which kubelet ${version} refuses`, hint);
    }
  }
};

const checkRuntime = (
  { facts, config: host }: KnownHost,
  config: ClusterConfig,
): readonly Problem[] => {
  if (host.container_runtime === "docker")
    return [...checkScores(facts, "Docker"), ...checkCriDockerd(facts, config)];
  if (host.container_runtime === "cri-o")
    return [...checkScores(facts, "cri-o"), ...checkCrio(facts, config)];
  const { minor, containerd } = versionRow(config.kubernetes.version);
  const installed = facts.packages["containerd.io"] ?? facts.packages["containerd"];
  if (installed === undefined) return [];
  const isOld = compareReleases(installed, containerd.minimum) < 0;
  const isNew = containerd.below !== undefined && compareReleases(installed, containerd.below) >= 0;
  if (!isOld && !isNew) return [];
  const wanted = isOld ? `${containerd.minimum} or newer` : `older than ${containerd.below ?? ""}`;
  // A repository for it was named: the version there is seen when packages are planned.
  const isNamed = (host.repositories ?? config.repositories)?.container_runtime !== undefined;
  return [
    {
      severity: isNamed ? "warning" : "error",
      code: "RUNTIME_UNSUITABLE",
      message: `has containerd ${installed} installed, and Kubernetes ${minor} needs ${wanted}`,
      hint: "name a package repository that has it in repositories.container_runtime",
    },
  ];
};

/** The kubelet has each pod's sandbox start with a lowered score, and nothing between the two takes it out. */
const checkScores = (
  { capabilities }: KnownHost["facts"],
  runtime: "Docker" | "cri-o",
): readonly Problem[] =>
  capabilities.includes("CAP_SYS_RESOURCE")
    ? []
    : [
        {
          severity: "warning",
          code: "RUNTIME_UNSUITABLE",
          message: `lacks CAP_SYS_RESOURCE, without which ${runtime} starts no pods`,
          hint: "give it the capability, or use container_runtime: containerd",
        },
      ];

/** Each minor of cri-o is made for the same one of Kubernetes. */
const checkCrio = (
  { packages }: KnownHost["facts"],
  { kubernetes: { version } }: ClusterConfig,
): readonly Problem[] => {
  const { minor } = versionRow(version);
  const installed = packages["cri-o"];
  if (installed === undefined || compareReleases(installed, minor) === 0) return [];
  return [
    {
      severity: "warning",
      code: "RUNTIME_UNSUITABLE",
      message: `has cri-o ${installed} installed, which is not made for Kubernetes ${minor}`,
      hint: `install its release ${minor} before or after the apply`,
    },
  ];
};

/** What is fetched without a checksum could be anything. */
const checkCriDockerd = (
  { kernel: { architecture } }: KnownHost["facts"],
  config: ClusterConfig,
): readonly Problem[] => {
  if (versionRow(config.kubernetes.version).apis.dockershim) return [];
  const { version, sha256 } = criDockerdRelease(config, architecture);
  if (sha256 !== undefined) return [];
  return [
    {
      severity: "error",
      code: "RUNTIME_UNSUITABLE",
      message: `needs cri-dockerd ${version} for ${architecture}, whose checksum is not known`,
      hint: `name it in container_runtime.cri_dockerd.sha256.${architecture}`,
    },
  ];
};

/** Debian versions: `1.6.20~ds1-1+b1`, `2:1.7.2-1`. Only the upstream's major and minor matter. */
const compareReleases = (installed: string, wanted: string): number => {
  const numbers = (text: string): readonly number[] =>
    text
      .replace(/^\d+:/, "")
      .split(/[^0-9]/)
      .slice(0, 2)
      .map(Number);
  const [major = 0, minor = 0] = numbers(installed);
  const [wantedMajor = 0, wantedMinor = 0] = numbers(wanted);
  return major - wantedMajor || minor - wantedMinor;
};

/** https://kubernetes.io/docs/reference/networking/virtual-ips/#proxy-mode-nftables */
const NFTABLES_KERNEL = "5.13";

const checkProxyMode = (
  { facts: { kernel } }: KnownHost,
  { kube_proxy: { mode } }: ClusterConfig,
): readonly Problem[] => {
  if (mode !== "nftables" || compareReleases(kernel.release, NFTABLES_KERNEL) >= 0) return [];
  return [
    {
      severity: "error",
      code: "SYSTEM_UNSUPPORTED",
      message: `runs Linux ${kernel.release}, and kube-proxy's mode nftables needs ${NFTABLES_KERNEL} or newer`,
      hint: "use kube_proxy.mode: iptables, or boot a newer kernel",
    },
  ];
};

const checkMix = (hosts: readonly KnownHost[]): readonly HostProblem[] => {
  const [first] = hosts;
  const other = hosts.find(
    ({ facts }) => facts.kernel.architecture !== first?.facts.kernel.architecture,
  );
  if (first === undefined || other === undefined) return [];
  return [
    {
      severity: "warning",
      host: other.id,
      code: "ARCHITECTURE_MIXED",
      message: `is ${other.facts.kernel.architecture}, and ${first.id} is ${first.facts.kernel.architecture}`,
      hint: "fine, if images and mirrors have both architectures",
    },
  ];
};
