import type { Ref } from "./ref.ts";

/**
 * One field that differs between the host and its spec. `before` and `after` are texts for people
 * and for comparison (absent: the thing is not there); they never hold a secret, a secret's place is
 * taken by its keyed hash. `because` names what else changed when that alone is the reason (restart).
 */
export interface Change {
  readonly field: string;
  readonly before?: string;
  readonly after?: string;
  readonly because?: Ref;
}

/** What a change does to workloads: nothing, a restart that they survive, or a time without this host. */
export interface Disruption {
  readonly level: "none" | "restart" | "outage";
  readonly reason: string;
}
