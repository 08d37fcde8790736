import {
  masterReplaced,
  noMaster,
  oldNodeAlive,
  phaseInterrupted,
} from "../../shared/errors/run-errors.ts";
import type { ApplyRun, RunHost } from "../apply/apply-run.ts";
import type { Phase } from "../engine/phase.ts";
import { waitUntilNode } from "./wait-until-node.ts";

/**
 * A member that is bare was installed anew. It joins as the node that it was, with all that people
 * have marked that with; kubeadm does it as soon as Kubernetes has noticed that the old one is gone.
 * A master whose old etcd member has a vote is left for a person. Throws `MASTER_REPLACED`, and
 * `OLD_NODE_ALIVE` when somebody else is that node.
 */
export const releaseOldNodes = (needs: readonly string[]): Phase<ApplyRun, RunHost> => ({
  title: TITLE,
  hosts: ({ hosts }) =>
    hosts.filter(
      ({ wasMember, facts, spec }) => wasMember && !facts.kubernetes.joined && !startsCluster(spec),
    ),
  needs,
  run: async ({ hosts, signal }, { name, member }) => {
    const keeper = hosts.find(({ spec }) => startsCluster(spec));
    if (keeper === undefined) throw noMaster({});
    const { cluster } = await keeper.connection();
    const readNodes = async () => {
      const { nodes, etcdMembers } = await cluster.getClusterStatus({});
      const old = etcdMembers.find((one) => one.name === name);
      if (member.role === "master" && old !== undefined)
        throw masterReplaced({ host: name, member: old.id });
      return nodes;
    };
    const options = { limitMs: LIMIT_MS, stepMs: STEP_MS, signal };
    const isMissed: Parameters<typeof waitUntilNode>[2] = (node) =>
      node?.ready !== "READY_CONDITION_TRUE";
    const { hasCome } = await waitUntilNode(name, readNodes, isMissed, options).catch(
      (cause: unknown) => {
        throw signal.aborted ? phaseInterrupted({ phase: TITLE }, { cause }) : cause;
      },
    );
    if (!hasCome) throw oldNodeAlive({ node: name, limitSeconds: LIMIT_MS / 1000 });
  },
});

const TITLE = "wait until Kubernetes misses replaced hosts";
/** The controller-manager gives a kubelet 40 seconds (50 from 1.32 on) before it calls its node lost. */
const LIMIT_MS = 120_000;
const STEP_MS = 2_000;

const startsCluster = ({ role, kubernetes }: RunHost["spec"]): boolean =>
  role === "master" && kubernetes.bootstrap === "init";
