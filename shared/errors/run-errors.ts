import { countOf } from "./count-of.ts";
import { defineError } from "./define-error.ts";

export const phaseNeeded = defineError<{ readonly phase: string; readonly needed: string }>({
  code: "PHASE_NEEDED",
  blame: "environment",
  message: ({ phase, needed }) => `"${phase}" was not begun, because "${needed}" failed`,
  hint: () => "solve the failure named above, then run apply again: it goes on from here",
});

export const masterReplaced = defineError<{ readonly host: string; readonly member: string }>({
  code: "MASTER_REPLACED",
  blame: "environment",
  message: ({ host, member }) =>
    `${host} was installed anew, and etcd still counts on the member ${member} that it was`,
  hint: ({ member }) =>
    `on another master, in the etcd pod: \`etcdctl member remove ${member}\`; then apply again: the host joins as a new member`,
});

export const oldNodeAlive = defineError<{
  readonly node: string;
  readonly limitSeconds: number;
}>({
  code: "OLD_NODE_ALIVE",
  blame: "environment",
  message: ({ node, limitSeconds }) =>
    `the host of ${node} has nothing of a node, and yet node ${node} has reported as ready for ${limitSeconds} seconds`,
  hint: ({ node }) =>
    `another machine may run it: \`kubectl get node ${node} -o wide\` shows its address; if it is gone, \`kubectl delete node ${node}\` and apply again`,
});

export const nodeMarksWait = defineError<{ readonly node: string }>({
  code: "NODE_MARKS_WAIT",
  blame: "environment",
  message: ({ node }) => `the labels and taints of node ${node} wait until ${node} has joined`,
  hint: ({ node }) => `solve what is named for ${node}, then run apply again: it does the rest`,
});

export const taskFailed = defineError<{
  readonly task: string;
  readonly code: string;
  readonly reason: string;
  readonly hint: string;
  /** The end of what its program printed; empty if it was no program that failed. */
  readonly output: string;
}>({
  code: "TASK_FAILED",
  blame: "environment",
  message: ({ task, reason }) => `${task}: ${reason}`,
  hint: ({ hint }) => hint,
});

export const applyFailed = defineError<{ readonly failed: number; readonly hosts: number }>({
  code: "APPLY_FAILED",
  blame: "environment",
  message: ({ failed, hosts }) =>
    `${failed} of ${countOf(hosts, "host")} could not be brought to what cluster.yml says`,
  hint: () => "solve what is named for each host, then run apply again: it does only what is left",
});

export const resetFailed = defineError<{ readonly failed: number; readonly hosts: number }>({
  code: "RESET_FAILED",
  blame: "environment",
  message: ({ failed, hosts }) => `${failed} of ${countOf(hosts, "host")} could not be reset`,
  hint: () => "solve what is named for each host, then run the same reset again",
});

export const notConfirmed = defineError<Record<never, never>>({
  code: "NOT_CONFIRMED",
  blame: "user",
  message: () => "not confirmed, nothing was changed",
  hint: () => "answer yes, or give --yes where nobody can be asked",
});

export const hostsInvalid = defineError<{ readonly problems: number }>({
  code: "HOSTS_INVALID",
  blame: "environment",
  message: ({ problems }) =>
    `the hosts cannot become this cluster: ${countOf(problems, "problem")}`,
  hint: () => "solve what is named for each host, then run the same command again",
});

export const noMaster = defineError<Record<never, never>>({
  code: "NO_MASTER_REACHABLE",
  blame: "environment",
  message: () => "no master of this cluster answers",
  hint: () =>
    "see that the masters are up, that pharos-agent.service runs on them, and that port 7443 is open from here",
});

export const hostsUnreachable = defineError<{
  readonly hosts: number;
  /** Who was about to change something has not begun. */
  readonly before?: "any change";
}>({
  code: "HOSTS_UNREACHABLE",
  blame: "environment",
  message: ({ hosts, before }) =>
    `${countOf(hosts, "host")} of cluster.yml cannot be used${before === undefined ? "" : ", nothing was changed"}`,
  hint: () => "solve what is named for each host, then run the same command again",
});

export const clusterUnknown = defineError<{ readonly file: string }>({
  code: "CLUSTER_UNKNOWN",
  blame: "user",
  message: ({ file }) => `this machine knows no cluster that ${file} could mean`,
  hint: () =>
    "make it with `pharosctl apply`; its keys are kept in ~/.pharos on the machine that made it",
});

export const selectionEmpty = defineError<Record<never, never>>({
  code: "SELECTION_EMPTY",
  blame: "user",
  message: () => "no member of the cluster fits --role, --label and --host",
  hint: () => "look at the members with `pharosctl status`",
});

export const mastersWouldGo = defineError<{ readonly masters: string }>({
  code: "MASTERS_WOULD_GO",
  blame: "user",
  message: ({ masters }) =>
    `a reset of ${masters} alone would leave workers without a control plane, or etcd without its quorum`,
  hint: () =>
    "reset the whole cluster (no selection), or take masters out one by one with `pharosctl hosts remove`",
});

export const agentGone = defineError<{ readonly host: string }>({
  code: "AGENT_STILL_THERE",
  blame: "environment",
  message: ({ host }) => `${host} was reset, but its agent still answers`,
  hint: () => "on the host: systemctl status pharos-agent-removal",
});

export const runCutOff = defineError<{ readonly run: string }>({
  code: "RUN_CUT_OFF",
  blame: "environment",
  message: ({ run }) =>
    `the agent was lost in the middle of run ${run}, and again when it was asked to go on`,
  hint: () =>
    "see journalctl -u pharos-agent on the host, then run apply again: it does what is left",
});

export const runAmbiguous = defineError<{ readonly run: string; readonly fitting: number }>({
  code: "RUN_AMBIGUOUS",
  blame: "user",
  message: ({ run, fitting }) => `${fitting} runs fit ${run}`,
  hint: () =>
    "`pharosctl runs` lists them; name one by its id, by its last 8 characters, or `last`",
});

export const controlPlaneAway = defineError<{ readonly masters: string; readonly reason: string }>({
  code: "CONTROL_PLANE_AWAY",
  blame: "environment",
  message: ({ masters, reason }) =>
    `no master that answers runs this cluster's control plane (${masters}: ${reason}): a second cluster is not started beside it`,
  hint: () =>
    "bring a master back; if the cluster is lost, reset all its hosts with `pharosctl reset` and apply again",
});

export const networkChanged = defineError<{
  readonly key: string;
  readonly from: string;
  readonly to: string;
}>({
  code: "NETWORK_CHANGED",
  blame: "user",
  message: ({ key, from, to }) =>
    `${key} of a cluster that runs cannot be changed from ${from} to ${to}`,
  hint: ({ key, from }) => `put ${key}: ${from} back; another network needs a new cluster`,
});

export const settingsChanged = defineError<{ readonly host: string; readonly key: string }>({
  code: "SETTINGS_CHANGED",
  blame: "user",
  message: ({ host, key }) =>
    `${key} is not what ${host} has joined with, and cannot be changed on a host that has joined yet`,
  hint: ({ host }) =>
    `put the old value back, or take a worker off and on again: \`pharosctl hosts rejoin ${host}\``,
});

export const runtimeChanged = defineError<{
  readonly host: string;
  readonly role: "master" | "worker";
  readonly from: string;
  readonly to: string;
}>({
  code: "RUNTIME_CHANGED",
  blame: "user",
  message: ({ host, from, to }) =>
    `${host} runs its containers with ${from}, and a node's runtime is not exchanged for ${to} below them`,
  hint: ({ host, role, to }) =>
    `\`pharosctl hosts rejoin ${host}\` drains it and takes it off and on again: it joins with ${to}${role === "master" ? "; the only master needs another beside it before" : ""}`,
});

export const hostUnknown = defineError<{ readonly host: string; readonly known: string }>({
  code: "HOST_UNKNOWN",
  blame: "user",
  message: ({ host, known }) => `there is no host ${host} here; there are ${known}`,
  hint: () => "name a host by its name or address as `pharosctl status` shows them",
});

export const hostsFailed = defineError<{ readonly failed: number; readonly hosts: number }>({
  code: "HOSTS_FAILED",
  blame: "environment",
  message: ({ failed, hosts }) => `it failed on ${failed} of ${countOf(hosts, "host")}`,
  hint: () => "what the program printed stands above, after the name of its host",
});

export const phaseInterrupted = defineError<{ readonly phase: string }>({
  code: "PHASE_INTERRUPTED",
  blame: "user",
  message: ({ phase }) => `"${phase}" was not begun, because the run was interrupted`,
  hint: () => "run apply again: it goes on from here",
});

/** Of a verb that takes hosts away its name alone is never told to be run: without its words it takes all. */
export const runInterrupted = defineError<{
  readonly verb: string;
  readonly run: string;
  /** Names of hosts that have more to do; empty: none. */
  readonly stopped: string;
  /** Those that had nothing more to do. */
  readonly through: string;
}>({
  code: "RUN_INTERRUPTED",
  blame: "user",
  message: ({ verb, stopped, through }) => {
    const left =
      stopped === "" ? "no host was stopped" : `${stopped} stopped after the task at hand`;
    return `${verb} was interrupted: ${left}${through === "" ? "" : `, ${through} had all done`}`;
  },
  hint: ({ verb, run }) =>
    `run ${verb === "apply" ? "`pharosctl apply`" : "the same command"} again: it goes on from there; \`pharosctl runs show ${run}\` tells what was done`,
});

export const planFileInvalid = defineError<{ readonly path: string; readonly reason: string }>({
  code: "PLAN_FILE_INVALID",
  blame: "user",
  message: ({ path, reason }) => `${path} is no plan that can be used: ${reason}`,
  hint: ({ path }) => `make it with \`pharosctl plan --out ${path}\``,
});

export const planChanged = defineError<{
  readonly path: string;
  readonly madeAt: string;
  readonly changed: number;
  /** The plan's, where it is for another; else empty. */
  readonly cluster: string;
}>({
  code: "PLAN_CHANGED",
  blame: "environment",
  message: ({ path, madeAt, changed, cluster }) =>
    cluster === ""
      ? `${countOf(changed, "host")} would not do any more what ${path} says (${madeAt}); nothing was changed`
      : `${path} is a plan for cluster ${cluster}; nothing was changed`,
  hint: ({ path }) =>
    `look at what has changed since with \`pharosctl plan --out ${path}\`, then apply that plan`,
});

export const hostPlanChanged = defineError<{ readonly reason: string }>({
  code: "HOST_PLAN_CHANGED",
  blame: "environment",
  message: ({ reason }) => reason,
  hint: () => "",
});
