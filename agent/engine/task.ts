import type { Host, HostReader } from "../host/host.ts";
import type { Change, Disruption } from "./change.ts";
import type { Ref } from "./ref.ts";

/**
 * One kind of host state. Laws (test/contract holds every task to them): `check` observes the machine
 * and no marker of ours, and is total on a bare host; `diff` is pure and total, `[]` means leave it
 * alone; `apply` may die anywhere and the next `check` sees the truth; the engine checks again after
 * `apply`; tasks do not retry, sleep, log or call each other.
 */
export interface Task<Spec, State> {
  readonly kind: string;
  /** Which one of its kind: `containerd.service`, `/etc/x`. Unique with `kind` within a host. */
  readonly name: (spec: Spec) => string;
  /** For people: `install package containerd`. */
  readonly title: (spec: Spec) => string;
  readonly reads: (spec: Spec) => readonly Ref[];
  /** Complete and exclusive: two writers of one ref are refused. */
  readonly writes: (spec: Spec) => readonly Ref[];
  readonly check: (host: HostReader, spec: Spec) => Promise<State>;
  readonly diff: (state: State, spec: Spec) => readonly Change[];
  readonly apply: (host: Host, spec: Spec, changes: readonly Change[]) => Promise<void>;
  /**
   * The state as it will be once tasks before this one have changed the refs it reads: pure, used
   * only while planning, so that a plan shows the restart that a changed file will bring.
   */
  readonly predict?: (state: State, spec: Spec, changed: readonly Ref[]) => State;
  readonly disruption?: (changes: readonly Change[], spec: Spec) => Disruption;
  /** Those of `writes` that these changes touch, so that a plan predicts no more than happens. Default: all. */
  readonly touches?: (changes: readonly Change[], spec: Spec) => readonly Ref[];
  /** Whose state it really is (`kubeadm`): a difference that no run made is told and never corrected. */
  readonly owner?: string;
  /** Which of these changes the agent must not make without a run, and why. Default: none. */
  readonly leave?: (state: State, spec: Spec, changes: readonly Change[]) => readonly LeftChange[];
  /** How long after `apply` the engine may look again until the diff is empty. Default: once, at once. */
  readonly settle?: { readonly limitMs: number; readonly reason: string };
}

/**
 * A change that drift leaves alone. `unknown`: nobody could be asked, so it may be none; `unsettled`:
 * it is on its way to what is wanted; `newer`: to make it would be a downgrade; `unproven`: it is for a run
 * to try.
 */
export interface LeftChange {
  readonly field: string;
  readonly kind: "unknown" | "unsettled" | "newer" | "unproven";
  readonly reason: string;
}

/** What differs now, and which of it drift leaves alone. */
export interface Inspection {
  readonly changes: readonly Change[];
  readonly left: readonly LeftChange[];
}

/** A task with its spec, the types closed over: what profiles return and the engine runs. */
export interface BoundTask {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly reads: readonly Ref[];
  readonly writes: readonly Ref[];
  /** Looks at the host once; what it gives says what differs, now or after other refs have changed. */
  readonly observe: (host: HostReader) => Promise<Observation>;
  /** Looks for a difference that no run made. */
  readonly inspect: (host: HostReader) => Promise<Inspection>;
  /** Whose state it is, where it is not ours. */
  readonly owner?: string;
  readonly apply: (host: Host, changes: readonly Change[]) => Promise<void>;
  readonly disruption: (changes: readonly Change[]) => Disruption;
  readonly touches: (changes: readonly Change[]) => readonly Ref[];
  readonly settle: { readonly limitMs: number; readonly reason: string };
}

/** `changed`: refs that tasks before this one will have changed by then. */
export type Observation = (changed: readonly Ref[]) => readonly Change[];

const NO_DISRUPTION: Disruption = { level: "none", reason: "" };

/** Binds a task to its spec. The id is `kind:name`. */
export const bindTask = <Spec, State>(task: Task<Spec, State>, spec: Spec): BoundTask => ({
  id: `${task.kind}:${task.name(spec)}`,
  kind: task.kind,
  title: task.title(spec),
  reads: task.reads(spec),
  writes: task.writes(spec),
  observe: async (host) => {
    const seen = await task.check(host, spec);
    return (changed) => {
      const mine = task.reads(spec).filter((ref) => changed.includes(ref));
      const state = task.predict && mine.length > 0 ? task.predict(seen, spec, mine) : seen;
      return task.diff(state, spec);
    };
  },
  inspect: async (host) => {
    const state = await task.check(host, spec);
    const changes = task.diff(state, spec);
    return {
      changes,
      left: changes.length === 0 ? [] : (task.leave?.(state, spec, changes) ?? []),
    };
  },
  ...(task.owner === undefined ? {} : { owner: task.owner }),
  apply: (host, changes) => task.apply(host, spec, changes),
  disruption: (changes) => task.disruption?.(changes, spec) ?? NO_DISRUPTION,
  touches: (changes) => task.touches?.(changes, spec) ?? task.writes(spec),
  settle: task.settle ?? { limitMs: 0, reason: "" },
});
