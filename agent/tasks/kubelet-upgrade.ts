import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import { installPackages } from "../apt/install-packages.ts";
import type { Change } from "../engine/change.ts";
import type { Task } from "../engine/task.ts";
import type { Host } from "../host/host.ts";
import { upgradeNodeArguments } from "../kubeadm/kubeadm-arguments.ts";
import { findUpgradeExceptions } from "../kubeadm/preflight-exceptions.ts";
import { diffPackages, type NodeVersions, observeNodeVersions } from "../upgrade/node-versions.ts";

const NODE_LIMIT_MS = 10 * 60_000;

/**
 * The kubelet of a node that runs, in the version that the cluster is to have. Whoever applies it has
 * drained the node before. Only a run does it: the order among hosts is not an agent's to choose.
 */
export const kubeletUpgrade: Task<NodeSpec, NodeVersions | undefined> = {
  kind: "kubelet-upgrade",
  name: () => "node",
  title: ({ kubernetes }) => `run the kubelet of Kubernetes ${kubernetes.version}`,
  reads: ({ role }) => [role === "master" ? "version:control-plane" : "cluster:joined"],
  writes: () => ["version:kubelet"],
  owner: "the next apply",
  check: observeNodeVersions,
  diff: (state, spec) => {
    if (state === undefined) return [];
    const wanted = spec.kubernetes.version;
    return [...diffPackages(state, packagesOf(spec), wanted), ...diffRunning(state, wanted)];
  },
  apply: async (host, spec) => {
    const { version } = spec.kubernetes;
    // A master's own upgrade has brought its kubelet's configuration.
    if (spec.role === "worker") await prepareWorker(host, spec);
    const wanted = ["kubectl", "kubelet"];
    await installPackages(
      host,
      wanted.map((name) => ({ name, version })),
    );
    await host.packages.hold(wanted);
    await host.units.restart("kubelet.service");
  },
  settle: { limitMs: 180_000, reason: "the kubelet tells its version with its first report" },
  disruption: () => ({ level: "restart", reason: "the node is drained, and its kubelet replaced" }),
};

const packagesOf = ({ role }: NodeSpec): readonly string[] =>
  role === "master" ? ["kubectl", "kubelet"] : ["kubeadm", "kubectl", "kubelet"];

/** An upgrade that was cut between the installation and the restart. */
const diffRunning = ({ packages, running }: NodeVersions, wanted: string): readonly Change[] =>
  packages.get("kubelet") === wanted && running !== undefined && running !== wanted
    ? [{ field: "kubelet", before: `${running} runs`, after: wanted }]
    : [];

const prepareWorker = async (host: Host, spec: NodeSpec): Promise<void> => {
  await installPackages(host, [{ name: "kubeadm", version: spec.kubernetes.version }]);
  await host.packages.hold(["kubeadm"]);
  await host.programs.run({
    argv: upgradeNodeArguments(await findUpgradeExceptions(host, spec)),
    limitMs: NODE_LIMIT_MS,
    reason: "kubeadm upgrade node",
  });
};
