import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import { KEYRINGS_DIRECTORY, SOURCES_DIRECTORY } from "../apt/repository-files.ts";
import type { Ref } from "../engine/ref.ts";
import { type BoundTask, bindTask } from "../engine/task.ts";
import { kubeadmPaths } from "../kubeadm/kubeadm-paths.ts";
import { aptLists } from "../tasks/apt-lists.ts";
import { aptRepository } from "../tasks/apt-repository.ts";
import { directory } from "../tasks/directory.ts";
import { file } from "../tasks/file.ts";
import { leftovers } from "../tasks/leftovers.ts";
import { packages, type WantedPackage } from "../tasks/packages.ts";
import { unit } from "../tasks/unit.ts";
import type { UnitSpec } from "../tasks/unit-spec.ts";
import { RUNTIME_BEFORE_PACKAGES } from "./runtime-tasks.ts";

/** Repositories, what they have, and all packages of a host in one call of apt. */
export const packageTasks = (spec: NodeSpec): readonly BoundTask[] => [
  bindTask(directory, { ensure: "present", path: KEYRINGS_DIRECTORY }),
  ...repositoryTasks(spec, "present"),
  ...repositoryLeftovers(spec),
  bindTask(aptLists, { repositories: spec.packages.repositories }),
  // Before its package comes: we use the program alone, by a unit of ours.
  ...distributionHaproxy(spec, { ensure: "masked", unit: DISTRIBUTION_HAPROXY }),
  bindTask(packages, {
    set: "host",
    packages: wantedPackages(spec),
    needs: BEFORE_PACKAGES,
    inUse: kubeadmPaths.kubeletConf,
  }),
  ownTurnsOnly(spec.maintenance.upgrades === undefined ? "absent" : "present"),
];

/** Purges what was not there before us, after all that uses it has been stopped (`needs`). */
export const absentPackageTasks = (spec: NodeSpec, needs: readonly Ref[]): readonly BoundTask[] => {
  const installed = new Set(spec.packages.installedByPharos);
  const ours = wantedPackages(spec).filter(({ name }) => installed.has(name));
  const gone = ours.map(({ name }) => `package:${name}` as const);
  return [
    ...distributionHaproxy(spec, { ensure: "unmasked", unit: DISTRIBUTION_HAPROXY, needs }),
    ownTurnsOnly("absent"),
    bindTask(packages, {
      set: "host",
      packages: ours.map(({ name }) => ({ name, ensure: "absent" as const })),
      needs: [...needs, `unit:${DISTRIBUTION_HAPROXY}`],
    }),
    ...repositoryTasks(spec, "absent", gone),
    ...repositoryLeftovers(spec, gone),
  ];
};

/** The distribution's timers go by it: hosts upgrade in their turns, or as their owner has it. */
const ownTurnsOnly = (ensure: "present" | "absent"): BoundTask => {
  const path = "/etc/apt/apt.conf.d/99-pharosctl";
  if (ensure === "absent") return bindTask(file, { ensure, path });
  const text =
    '// Written by pharosctl: addons.host-upgrades upgrades packages.\nAPT::Periodic::Enable "0";\n';
  return bindTask(file, { ensure, path, text, mode: 0o644 });
};

const DISTRIBUTION_HAPROXY = "haproxy.service";

/** In an adopted cluster it may be what others reach the API by. */
const distributionHaproxy = ({ kubernetes }: NodeSpec, wanted: UnitSpec): readonly BoundTask[] =>
  kubernetes.adopted === undefined ? [bindTask(unit, wanted)] : [];

/** The prefix of our files in apt's folders, by which ones of an earlier spec are known. */
const OUR_PREFIX = "pharos-";

const BEFORE_PACKAGES: readonly Ref[] = [
  `unit:${DISTRIBUTION_HAPROXY}`,
  ...RUNTIME_BEFORE_PACKAGES,
];

const TOOLS: readonly string[] = ["conntrack", "ethtool", "iptables", "socat"];

const wantedPackages = ({
  packages: spec,
  network,
  firewall,
  maintenance,
  runtime,
  kubernetes,
}: NodeSpec): readonly WantedPackage[] => [
  ...(runtime.unmanaged === true ? [] : [spec.runtimePackage, ...companionsOf(spec)]).map(
    (name) => ({ ensure: "present", name }) as const,
  ),
  ...(kubernetes.adopted === undefined ? [{ ensure: "present", name: "haproxy" } as const] : []),
  ...TOOLS.map((name) => ({ ensure: "present", name }) as const),
  ...(network.provider === "bridge" || firewall?.enabled === true
    ? [{ ensure: "present", name: "nftables" } as const]
    : []),
  ...(maintenance.upgrades === undefined
    ? []
    : [{ ensure: "present", name: "unattended-upgrades" } as const]),
  ...["kubelet", "kubeadm", "kubectl"].map(
    (name) =>
      ({
        ensure: "present",
        name,
        version: spec.kubernetesVersion,
        hold: true,
        keptInUse: true,
      }) as const,
  ),
  ...["cri-tools", "kubernetes-cni"].map(
    (name) => ({ ensure: "present", name, hold: true }) as const,
  ),
];

/** What a package brings that goes with it. */
const companionsOf = ({ runtimePackage }: NodeSpec["packages"]): readonly string[] => {
  switch (runtimePackage) {
    case "docker.io":
      return ["containerd"];
    case "docker-ce":
      return ["containerd.io", "docker-ce-cli"];
    default:
      return [];
  }
};

const repositoryTasks = (
  { packages: { repositories } }: NodeSpec,
  ensure: "present" | "absent",
  needs: readonly Ref[] = [],
): readonly BoundTask[] =>
  repositories.map((repository) => bindTask(aptRepository, { ensure, repository, needs }));

/** What neither this spec names nor, when all goes, the tasks above remove. */
const repositoryLeftovers = (
  { packages: { repositories } }: NodeSpec,
  needs: readonly Ref[] = [],
): readonly BoundTask[] => {
  const names = repositories.map(({ name }) => name);
  const ours = { kind: "prefix", prefix: OUR_PREFIX } as const;
  const sources = {
    directory: SOURCES_DIRECTORY,
    keep: names.map((name) => `${name}.sources`),
    ours,
    needs,
  };
  const keys = { directory: KEYRINGS_DIRECTORY, keep: names.map((name) => `${name}.asc`), ours };
  return [
    bindTask(leftovers, sources),
    // A source must be gone before its key is.
    bindTask(leftovers, { ...keys, needs: [...needs, `file:${SOURCES_DIRECTORY}/*`] }),
  ];
};
