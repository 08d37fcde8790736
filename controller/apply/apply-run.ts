import type { SignedDocument } from "../../shared/pki/signed-document.ts";
import type { AgentConnection } from "../../shared/rpc/connect.ts";
import type { HostFacts } from "../../shared/spec/facts.ts";
import type { Member } from "../../shared/spec/membership.ts";
import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import type { HostPlan, ProfileName, RunRecord } from "../../shared/spec/run.ts";
import type { Workload } from "../../shared/rpc/gen/cluster.ts";
import type { Distribution } from "../bootstrap/distribution.ts";
import type { AgentDialer } from "../cluster/agent-dialer.ts";
import type { HeldLock } from "../cluster/cluster-lock.ts";
import type { HostLink } from "../cluster/host-link.ts";
import type { SignedMembership } from "../cluster/membership-file.ts";
import type { Keystore } from "../keystore/keystore.ts";
import type { ReadSnapshot, SnapshotSource } from "../../shared/etcd/read-snapshot.ts";
import type { ReadNodes } from "../phases/wait-until-node.ts";
import type { DesignedSecrets } from "./design-cluster.ts";

/** A host on its way from cluster.yml to a member: what is known of it before anything is changed. */
export interface DesignedHost {
  /** Its name in the membership. */
  readonly name: string;
  readonly member: Member;
  readonly facts: HostFacts;
  readonly link: HostLink;
  /** What it is to be; its generation is a draft until the apply. */
  readonly spec: NodeSpec;
  /** The host has accepted exactly this before. */
  readonly isCurrent: boolean;
  /** It belonged to the cluster before this apply. */
  readonly wasMember: boolean;
  readonly plan: HostPlan;
  /** What of it this apply is about; empty: the host is left out. */
  readonly parts: ReadonlySet<ProfileName>;
}

export interface SnapshotToRestore {
  readonly source: SnapshotSource;
  /** As it was read. */
  readonly snapshot: ReadSnapshot;
}

/** One apply, from the confirmation on. Made by `start-apply.ts`; phases read it. */
export interface ApplyRun {
  readonly id: string;
  /** Who asked for it: the login name on this machine. */
  readonly operator: string;
  readonly keystore: Keystore;
  readonly membership: SignedMembership;
  readonly hosts: readonly RunHost[];
  readonly dialer: AgentDialer;
  readonly distribution: () => Promise<Distribution>;
  /** Taken once, when enough masters are enrolled; waits while nobody knows whether it has run out. */
  readonly lock: () => Promise<HeldLock>;
  /** For workers that join; made once per run, valid as long as joins may take. */
  readonly joinSecrets: () => Promise<Readonly<Record<string, string>>>;
  readonly secrets: DesignedSecrets;
  /** Ready pods by their controllers, as they are when it is first asked: before anything is disrupted. */
  readonly workloads: () => Promise<readonly Workload[]>;
  /** The cluster's nodes as its keeper sees them: hosts that ask at once share an answer. */
  readonly readNodes: ReadNodes;
  readonly report: (record: RunRecord) => void;
  /** What the control plane is made of; absent: it begins with nothing. */
  readonly restore?: SnapshotToRestore;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Ends all connections that were made. */
  readonly close: () => Promise<void>;
}

export interface RunHost extends DesignedHost {
  /** Connects on first use; the same connection afterwards. */
  readonly connection: () => Promise<AgentConnection>;
  /** The connection to use from now on, after the agent was replaced. */
  readonly renewConnection: (make: () => Promise<AgentConnection>) => Promise<void>;
  /** Its spec with this run's generation, signed. */
  readonly signedSpec: () => Promise<SignedDocument<"node-spec">>;
}

/** Whether this apply is about the host at all. */
export const isChosen = ({ parts }: Pick<DesignedHost, "parts">): boolean => parts.size > 0;

/** Whether a profile has something to do on a host, by its plan. */
export const hasWork = ({ plan }: DesignedHost, profile: ProfileName): boolean =>
  plan.tasks.some((task) => task.profile === profile);

const UPGRADES = ["control-plane-upgrade", "kubelet-upgrade"];

/** Whether a node that runs is to get another version of Kubernetes. */
export const isUpgrading = ({ plan }: Pick<DesignedHost, "plan">): boolean =>
  plan.tasks.some(({ kind }) => UPGRADES.includes(kind));

/** Whether a host is to join: one that has joined may have other work for the same profile. */
export const isJoining = ({ plan }: DesignedHost): boolean =>
  plan.tasks.some(({ kind }) => kind === "kubeadm-join");
