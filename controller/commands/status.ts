import { toPharosError } from "../../shared/errors/internal-errors.ts";
import type { NodeStatus } from "../../shared/rpc/gen/cluster.ts";
import { defineCommand } from "../cli/command.ts";
import { loadCommandConfig } from "../cli/load-command-config.ts";
import { renderDocument } from "../cli/render-output.ts";
import { renderTable } from "../cli/render-table.ts";
import {
  type OpenedCluster,
  type OpenedMember,
  openMembers,
  reachedMaster,
} from "../cluster/open-members.ts";

interface HostStatus {
  readonly name: string;
  readonly role: string;
  readonly address: string;
  readonly agent: string;
  readonly node: string;
  readonly kubelet: string;
  /** What it is waiting for or why it is not well; empty otherwise. */
  readonly note: string;
}

export const status = defineCommand({
  name: "status",
  summary: "show the cluster and its hosts at a glance",
  description:
    "Asks every agent, and the Kubernetes API through a master's agent. Exit code 1 if a host does not answer or is not Ready.",
  options: {},
  examples: [
    {
      command: "pharosctl status",
      description: "hosts, agents, nodes and what is wrong with them",
    },
    { command: "pharosctl status -o json", description: "the same for programs" },
  ],
  run: async (context, input) => {
    const cluster = await openMembers(context, await loadCommandConfig(context, input));
    try {
      const { nodes, problem } = await readNodes(cluster);
      const hosts = await Promise.all(cluster.members.map((opened) => readHost(opened, nodes)));
      const { name, id } = cluster.keystore.cluster;
      const document = {
        cluster: name,
        id,
        membership: cluster.membership.content.number,
        hosts,
        kubernetes: problem,
      };
      if (input.output !== "table")
        context.stdout.write(await renderDocument(document, input.output));
      else {
        context.stdout.write(
          `cluster ${name}, membership ${document.membership}, Kubernetes API ${problem === "" ? "answers" : problem}\n`,
        );
        const rows = hosts.map((host) => [
          host.name,
          host.role,
          host.address,
          host.agent,
          host.node,
          host.kubelet,
          host.note,
        ]);
        context.stdout.write(
          renderTable(["HOST", "ROLE", "ADDRESS", "AGENT", "NODE", "KUBELET", "NOTE"], rows),
        );
      }
      return problem === "" &&
        hosts.every(({ node, agent }) => node === "Ready" && agent !== "unreachable")
        ? 0
        : 1;
    } finally {
      cluster.close();
    }
  },
});

const readNodes = async (
  cluster: OpenedCluster,
): Promise<{ readonly nodes: readonly NodeStatus[]; readonly problem: string }> => {
  const master = reachedMaster(cluster);
  if (master === undefined)
    return { nodes: [], problem: "cannot be asked: no master's agent answers" };
  try {
    return { nodes: (await master.cluster.getClusterStatus({})).nodes, problem: "" };
  } catch (error) {
    return { nodes: [], problem: `does not answer: ${toPharosError(error).message}` };
  }
};

const readHost = async (
  opened: OpenedMember,
  nodes: readonly NodeStatus[],
): Promise<HostStatus> => {
  const { member } = opened;
  const node = nodes.find(({ name }) => name === member.name);
  const known = {
    name: member.name,
    role: member.role,
    address: member.address,
    node: node === undefined ? "-" : nodeText(node),
    kubelet: node?.kubeletVersion ?? "-",
  };
  if ("error" in opened) return { ...known, agent: "unreachable", note: opened.error.message };
  try {
    const health = await opened.connection.host.getHealth({});
    const running = health.runInProgress === undefined ? "" : `run ${health.runInProgress} goes on`;
    return {
      ...known,
      agent: health.version,
      note: [running, node?.reason ?? ""].filter((text) => text !== "").join("; "),
    };
  } catch (error) {
    return { ...known, agent: "unreachable", note: toPharosError(error).message };
  }
};

const nodeText = ({ ready, unschedulable }: NodeStatus): string => {
  const text =
    ready === "READY_CONDITION_TRUE"
      ? "Ready"
      : ready === "READY_CONDITION_FALSE"
        ? "NotReady"
        : "Unknown";
  return unschedulable ? `${text},cordoned` : text;
};
