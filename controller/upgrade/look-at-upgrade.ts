import type { HostFacts } from "../../shared/spec/facts.ts";
import { fromWireFacts } from "../../shared/spec/facts-wire.ts";
import { required } from "../../shared/spec/wire-reader.ts";
import type { DeprecatedApi } from "../../shared/rpc/gen/cluster.ts";
import { compareMinors } from "../../shared/versions/kubernetes-version.ts";
import { noMaster } from "../../shared/errors/run-errors.ts";
import { type OpenedCluster, type OpenedMember, reachedMaster } from "../cluster/open-members.ts";
import type { ClusterConfig } from "../config/cluster-config.ts";
import type { HostProblem } from "../config/host-checks/host-problem.ts";
import { hostId } from "../config/host-id.ts";
import { installedKubernetes } from "../config/installed-kubernetes.ts";
import { validateHosts } from "../config/validate-hosts.ts";

/** What an apply of cluster.yml's version would do with a cluster that runs another. */
export interface UpgradeOutlook {
  /** kubernetes.version of cluster.yml. */
  readonly version: string;
  readonly hosts: readonly HostOutlook[];
  /** Of hosts: skew, system, container runtime. */
  readonly problems: readonly HostProblem[];
  /** In use, and removed by then. */
  readonly removedApis: readonly DeprecatedApi[];
}

export interface HostOutlook {
  readonly host: string;
  readonly role: "master" | "worker";
  /** Absent: it does not answer, or is no node. */
  readonly installed?: string;
  readonly step: "stays" | "control plane and kubelet" | "kubelet" | "unknown";
}

const RELEVANT: readonly HostProblem["code"][] = [
  "UPGRADE_GOES_BACK",
  "UPGRADE_SKIPS_MINOR",
  "UPGRADE_SKEW",
  "SYSTEM_UNSUPPORTED",
  "RUNTIME_UNSUITABLE",
];

/** Asks all hosts and a master; changes nothing. Throws `NO_MASTER_REACHABLE`. */
export const lookAtUpgrade = async (
  cluster: OpenedCluster,
  config: ClusterConfig,
): Promise<UpgradeOutlook> => {
  const { version } = config.kubernetes;
  const master = reachedMaster(cluster);
  if (master === undefined) throw noMaster({});
  const [facts, { apis }] = await Promise.all([
    Promise.all(cluster.members.map(readFacts)),
    master.cluster.getDeprecatedApis({}),
  ]);
  return {
    version,
    hosts: cluster.members.map(({ member: { name, role } }, at) => {
      const installed = facts[at] && installedKubernetes(facts[at]);
      if (installed === undefined) return { host: name, role, step: "unknown" };
      const whole = role === "master" ? "control plane and kubelet" : "kubelet";
      return { host: name, role, installed, step: installed === version ? "stays" : whole };
    }),
    problems: judge(cluster, config, facts),
    removedApis: apis.filter(({ removedIn }) => compareMinors(version, removedIn) >= 0),
  };
};

const judge = (
  { members }: OpenedCluster,
  config: ClusterConfig,
  facts: readonly (HostFacts | undefined)[],
): readonly HostProblem[] => {
  const known = new Map(
    config.hosts.flatMap((host) => {
      const at = members.findIndex(({ member }) => member.address === host.address);
      const own = facts[at];
      return own === undefined ? [] : [[hostId(host), own] as const];
    }),
  );
  const probe = { clockOffsetMs: 0, isMember: true };
  const probes = new Map([...known.keys()].map((id) => [id, probe]));
  return validateHosts(config, known, probes).filter(
    ({ code, severity }) => severity === "error" && RELEVANT.includes(code),
  );
};

const readFacts = async (opened: OpenedMember): Promise<HostFacts | undefined> => {
  if ("error" in opened) return undefined;
  const { facts } = await opened.connection.host.getFacts({});
  return fromWireFacts(required(facts, "GetFactsResponse", "facts"));
};
