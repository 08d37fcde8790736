import type { Disruption, DisruptionStep } from "./maintenance-state.ts";
import type { PodView } from "./pods.ts";
import type { Reason } from "./situation.ts";
import type { SlotLease } from "./slots.ts";

/** What is done next. */
export type Step =
  /** Nothing: look again, at the latest in this time. */
  | { readonly kind: "rest"; readonly forMs: number }
  /** Ask the cluster, then decide anew. */
  | { readonly kind: "look" }
  | {
      readonly kind: "take";
      readonly purpose: Disruption["purpose"];
      readonly because: string;
      readonly slot: number;
      /** The Lease as it was; absent: there is none yet, or it is ours already. */
      readonly from?: SlotLease;
      readonly isOurs: boolean;
    }
  | { readonly kind: "cordon" }
  | { readonly kind: "evict"; readonly pods: readonly PodView[] }
  | { readonly kind: "advance"; readonly to: DisruptionStep; readonly stays?: readonly PodView[] }
  /** What was done is taken back, and the reason noted. */
  | { readonly kind: "undo"; readonly failure: string; readonly retryMs: number }
  | { readonly kind: "reboot" }
  | { readonly kind: "upgrade" }
  | { readonly kind: "correct" }
  | { readonly kind: "uncordon" }
  /** The slot is handed on. */
  | { readonly kind: "release" };

/** A step with the chain of reasons that leads to it; the last is what is waited for. */
export interface Decision {
  readonly step: Step;
  readonly reasons: readonly Reason[];
}

export const rest = (forMs: number, reasons: readonly Reason[]): Decision => ({
  step: { kind: "rest", forMs: Math.max(MIN_REST_MS, Math.min(forMs, MAX_REST_MS)) },
  reasons,
});

const MIN_REST_MS = 100;
/** Clocks may be set meanwhile. */
const MAX_REST_MS = 60_000;
