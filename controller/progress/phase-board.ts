import type { PlannedPhase } from "../engine/phase.ts";
import type { Happening, PhaseEnd } from "./happening.ts";

/** What a phase waits for: another one, on the hosts where that has not ended. */
export interface Waiting {
  readonly phase: string;
  readonly host: string;
  readonly hostCount: number;
}

interface NextPhase {
  readonly phase: string;
  readonly waitsFor?: Waiting;
}

interface BoardPhase {
  readonly after: readonly string[];
  readonly planned: ReadonlySet<string>;
  /** Hosts on which it has not ended and still can. */
  readonly open: Set<string>;
  readonly ends: PhaseEnd[];
}

/** Which phases are planned on which hosts, and how they ended there. */
export class PhaseBoard {
  readonly #phases = new Map<string, BoardPhase>();

  /** A phase that was planned before, for other hosts, begins anew. */
  plan(phases: readonly PlannedPhase[]): void {
    for (const { phase, hosts, after } of phases)
      this.#phases.set(phase, {
        after,
        planned: new Set(hosts),
        open: new Set(hosts),
        ends: [],
      });
  }

  isPlannedFor(host: string): boolean {
    return [...this.#phases.values()].some(({ planned }) => planned.has(host));
  }

  /** What is left for a host, first. */
  nextOf(host: string): NextPhase | undefined {
    const next = [...this.#phases].find(([, { open }]) => open.has(host));
    if (next === undefined) return undefined;
    const [phase, { after }] = next;
    const waitsFor = after.flatMap((other) => this.#waitingFor(other)).at(0);
    return waitsFor === undefined ? { phase } : { phase, waitsFor };
  }

  /** Answers the phases that are over by it. A host that has failed goes through no other phase. */
  end(phase: string, end: PhaseEnd): readonly Happening[] {
    const own = this.#phases.get(phase);
    own?.ends.push(end);
    const isLost = end.state !== "done" && end.state !== "skipped";
    const left = isLost ? [...this.#phases] : own === undefined ? [] : ([[phase, own]] as const);
    const over = left.flatMap(([title, { open, ends }]): readonly Happening[] =>
      open.delete(end.host) && open.size === 0 && ends.length > 0
        ? [{ type: "phase-over", phase: title, ends }]
        : [],
    );
    return own === undefined ? [{ type: "phase-over", phase, ends: [end] }, ...over] : over;
  }

  #waitingFor(phase: string): readonly Waiting[] {
    const open = this.#phases.get(phase)?.open ?? new Set();
    const [host] = open;
    return host === undefined ? [] : [{ phase, host, hostCount: open.size }];
  }
}
