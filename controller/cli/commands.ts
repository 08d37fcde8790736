import type { Command } from "./command.ts";
import { trustCommands } from "./trust-commands.ts";

/** A verb in the list of verbs; its module is loaded when it is run or asked about, not before. */
export interface CommandEntry {
  /** One word, or up to three (`runs show`); the first of them may be a verb by itself. */
  readonly name: string;
  readonly aliases?: readonly string[];
  /** Same as in the command itself: a test compares them. */
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

/** All verbs, in the order of the help. To add one, write its module and add a line. */
export const commands: readonly CommandEntry[] = [
  {
    name: "init",
    summary: "write a cluster.yml to start from",
    load: async () => (await import("../commands/init.ts")).init,
  },
  {
    name: "adopt",
    summary: "write the cluster.yml of a cluster that kubeadm has made",
    load: async () => (await import("../commands/adopt.ts")).adopt,
  },
  {
    name: "validate",
    summary: "check cluster.yml without touching any host",
    load: async () => (await import("../commands/validate.ts")).validate,
  },
  {
    name: "plan",
    summary: "show what apply would change, computed on the hosts",
    load: async () => (await import("../commands/plan.ts")).plan,
  },
  {
    name: "apply",
    aliases: ["up"],
    summary: "bring the hosts to what cluster.yml says",
    load: async () => (await import("../commands/apply.ts")).apply,
  },
  {
    name: "status",
    summary: "show the cluster and its hosts at a glance",
    load: async () => (await import("../commands/status.ts")).status,
  },
  {
    name: "hosts list",
    summary: "list the members of the cluster, and the hosts that were removed",
    load: async () => (await import("../commands/hosts-list.ts")).hostsList,
  },
  {
    name: "hosts remove",
    summary: "take a host out of the cluster, whether it answers or not",
    load: async () => (await import("../commands/hosts-remove.ts")).hostsRemove,
  },
  {
    name: "hosts rejoin",
    summary: "take a host out and let it join again as cluster.yml says now",
    load: async () => (await import("../commands/hosts-rejoin.ts")).hostsRejoin,
  },
  {
    name: "facts",
    summary: "show what agents report about their hosts",
    load: async () => (await import("../commands/facts.ts")).facts,
  },
  {
    name: "drift",
    summary: "show what changed on hosts without a run, and what agents did about it",
    load: async () => (await import("../commands/drift.ts")).drift,
  },
  {
    name: "drift check",
    summary: "let agents look at everything now, and show what differs",
    load: async () => (await import("../commands/drift.ts")).driftCheck,
  },
  {
    name: "drift correct",
    summary: "put back what changed, in any mode, also what agents gave up on",
    load: async () => (await import("../commands/drift.ts")).driftCorrect,
  },
  {
    name: "drift pause",
    summary: "let a host's agent correct nothing for some time",
    load: async () => (await import("../commands/drift-pause.ts")).driftPause,
  },
  {
    name: "drift resume",
    summary: "end a pause: the host's agent corrects again at once",
    load: async () => (await import("../commands/drift-pause.ts")).driftResume,
  },
  {
    name: "upgrade",
    summary: "show what another Kubernetes version would do and what is against it",
    load: async () => (await import("../commands/upgrade.ts")).upgrade,
  },
  {
    name: "reboot",
    summary: "show which hosts need a reboot, what they are at and what they wait for",
    load: async () => (await import("../commands/reboot.ts")).reboot,
  },
  {
    name: "reboot now",
    summary: "let a host reboot now, whether it needs that or not",
    load: async () => (await import("../commands/reboot.ts")).rebootNow,
  },
  {
    name: "reboot pause",
    summary: "let hosts neither reboot nor upgrade by themselves for some time",
    load: async () => (await import("../commands/reboot.ts")).rebootPause,
  },
  {
    name: "reboot resume",
    summary: "end a pause, and what came of failures: waits and halts",
    load: async () => (await import("../commands/reboot.ts")).rebootResume,
  },
  {
    name: "host-upgrades",
    summary: "show when hosts upgraded packages, and what the next turn waits for",
    load: async () => (await import("../commands/host-upgrades.ts")).hostUpgrades,
  },
  {
    name: "host-upgrades run",
    summary: "let a host upgrade its packages now, in its turn",
    load: async () => (await import("../commands/host-upgrades.ts")).hostUpgradesRun,
  },
  {
    name: "runs",
    summary: "list what was run on the hosts, newest first",
    load: async () => (await import("../commands/runs.ts")).runs,
  },
  {
    name: "runs show",
    summary: "show one run: tasks, changes, times and errors per host",
    load: async () => (await import("../commands/runs-show.ts")).runsShow,
  },
  {
    name: "attach",
    summary: "follow a run on all hosts until it is over",
    load: async () => (await import("../commands/attach.ts")).attach,
  },
  {
    name: "logs",
    summary: "show or follow the hosts' logs, several at once in order of time",
    load: async () => (await import("../commands/logs.ts")).logs,
  },
  {
    name: "events",
    summary: "show or follow what happened on the hosts, in order of time",
    load: async () => (await import("../commands/events.ts")).events,
  },
  {
    name: "audit",
    summary: "show who asked hosts for what, from their audit logs",
    load: async () => (await import("../commands/audit.ts")).audit,
  },
  {
    name: "audit verify",
    summary: "check the chains of the hosts' audit logs, and say where one breaks",
    load: async () => (await import("../commands/audit-verify.ts")).auditVerify,
  },
  {
    name: "support-bundle",
    summary: "collect what helps to find a fault into one archive, without secrets",
    load: async () => (await import("../commands/support-bundle.ts")).supportBundle,
  },
  {
    name: "ssh",
    summary: "log in to a host with the system's ssh, as cluster.yml says",
    load: async () => (await import("../commands/ssh.ts")).ssh,
  },
  {
    name: "exec",
    summary: "run one command on several hosts at once with the system's ssh",
    load: async () => (await import("../commands/exec.ts")).exec,
  },
  {
    name: "kubeconfig",
    summary: "print an admin kubeconfig, or merge it into yours",
    load: async () => (await import("../commands/kubeconfig.ts")).kubeconfig,
  },
  {
    name: "etcd members",
    summary: "show the members of etcd, their health, sizes and alarms",
    load: async () => (await import("../commands/etcd-members.ts")).etcdMembers,
  },
  {
    name: "etcd snapshot save",
    summary: "save etcd and what a new control plane needs into a file here",
    load: async () => (await import("../commands/etcd-snapshot-save.ts")).etcdSnapshotSave,
  },
  {
    name: "etcd snapshot list",
    summary: "show the snapshots of etcd that masters and the store keep",
    load: async () => (await import("../commands/etcd-snapshot-list.ts")).etcdSnapshotList,
  },
  {
    name: "etcd snapshot fetch",
    summary: "bring a snapshot that a master or the store keeps into a file here",
    load: async () => (await import("../commands/etcd-snapshot-fetch.ts")).etcdSnapshotFetch,
  },
  {
    name: "etcd snapshot restore",
    summary: "put a snapshot in the place of what etcd has, on all masters",
    load: async () => (await import("../commands/etcd-snapshot-restore.ts")).etcdSnapshotRestore,
  },
  {
    name: "etcd defrag",
    summary: "give space that etcd does not use any more back to the disks",
    load: async () => (await import("../commands/etcd-defrag.ts")).etcdDefrag,
  },
  {
    name: "etcd recover",
    summary: "go on with one master, when the majority of etcd is gone for good",
    load: async () => (await import("../commands/etcd-recover.ts")).etcdRecover,
  },
  ...trustCommands,
  {
    name: "reset",
    summary: "remove the cluster, or some of its hosts",
    load: async () => (await import("../commands/reset.ts")).reset,
  },
  {
    name: "tf apply",
    summary: "run `terraform apply`, then apply to the hosts that it has made",
    load: async () => (await import("../commands/tf-apply.ts")).tfApply,
  },
  {
    name: "tf destroy",
    summary: "reset the cluster, then run `terraform destroy`",
    load: async () => (await import("../commands/tf-destroy.ts")).tfDestroy,
  },
  {
    name: "completion",
    summary: "print a completion script for bash, zsh or fish",
    load: async () => (await import("../commands/completion.ts")).completion,
  },
  {
    name: "schema",
    summary: "print the JSON Schema of cluster.yml, or of events",
    load: async () => (await import("../commands/schema.ts")).schema,
  },
  {
    name: "version",
    summary: "print versions of pharosctl and of what it supports",
    load: async () => (await import("../commands/version.ts")).version,
  },
];
