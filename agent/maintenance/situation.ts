import type { MaintenanceSpec } from "../../shared/spec/maintenance-spec.ts";
import type { MaintenanceState } from "./maintenance-state.ts";
import type { PodView } from "./pods.ts";
import type { SlotAnswer } from "./slots.ts";

/** All that is known when it is decided what to do next. */
export interface Situation {
  readonly nowMs: number;
  readonly host: { readonly name: string; readonly isMaster: boolean };
  /** Of the kernel that runs. */
  readonly bootId: string;
  /** Absent: nobody has signed that this host may be disrupted. */
  readonly spec: MaintenanceSpec | undefined;
  readonly state: MaintenanceState;
  /** How long the step of a disruption has lasted, at least so long as the agent has seen it. */
  readonly stepForMs: number;
  /** Why a reboot is needed; absent: it is not. */
  readonly rebootNeeded?: string;
  /** When the next turn of upgrades begins or began; absent: none is wanted. */
  readonly upgradeDueAtMs?: number;
  /** What differs from the spec and would disrupt something when it is put back, by title. */
  readonly corrections?: readonly string[];
  /** A run of a controller goes on. */
  readonly run?: string;
  /** Nobody has looked since the agent started whether something was left behind. */
  readonly isFresh: boolean;
  /** Absent: the cluster has not been asked. */
  readonly cluster?: ClusterView;
}

export type ClusterView =
  | { readonly kind: "away"; readonly reason: string }
  | {
      readonly kind: "there";
      /** Absent: the cluster does not have it. */
      readonly node?: OwnNode;
      readonly slot: SlotAnswer;
      /** More hosts than may be are disrupted, and this one came last. */
      readonly isOverBudget: boolean;
      /** What speaks against a reboot now. */
      readonly blockers: readonly Blocker[];
      /** All on this host. */
      readonly pods: readonly PodView[];
      /** Those of them that a drain takes away and that are still there. */
      readonly toDrain: readonly PodView[];
    };

export interface OwnNode {
  readonly uid: string;
  readonly isReady: boolean;
  /** Of the kernel that the kubelet has told of. */
  readonly bootId: string;
  readonly isCordoned: boolean;
  /** We cordoned it. */
  readonly isOurs: boolean;
}

/** One that has its own gate in the chain of reasons. */
export interface Blocker {
  readonly gate: "etcd" | "kured" | "pods" | "alerts";
  readonly text: string;
}

/** A link of the chain: what was asked on the way, and how it came out. The last one is what is waited for. */
export interface Reason {
  readonly gate: string;
  readonly passed: boolean;
  readonly text: string;
  /** When it will be otherwise, if that is known. */
  readonly untilMs?: number;
}
