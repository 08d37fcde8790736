import { type HostFailure, PharosError } from "../../shared/errors/pharos-error.ts";
import { phaseInterrupted, phaseNeeded } from "../../shared/errors/run-errors.ts";
import { toPharosError } from "../../shared/errors/internal-errors.ts";
import type { Phase, PhaseEvent, PlannedPhase } from "./phase.ts";

export interface RunPhasesOptions {
  readonly emit: (event: PhaseEvent) => void;
  /** Monotonic milliseconds. */
  readonly elapsedMs: () => number;
  /** Aborted: steps under way end by themselves, no other is begun. */
  readonly signal: AbortSignal;
  /** What an error is to be told as, knowing what has failed on hosts before; default: as it is. */
  readonly explain?: (error: PharosError, earlier: readonly HostFailure[]) => PharosError;
}

type StepResult = "ok" | "failed";

/**
 * Runs the list. Every host goes through its phases in the list's order at its own pace; only
 * `needs`, `settled` and `one-by-one` make one wait for another. A failed host stops for itself and
 * for those who need it; the rest is finished. Answers the failures, `[]` when all went well.
 */
export const runPhases = async <Run, HostHandle extends { readonly name: string }>(
  run: Run,
  phases: readonly Phase<Run, HostHandle>[],
  options: RunPhasesOptions,
): Promise<readonly HostFailure[]> => {
  options.emit({ type: "phases-planned", phases: phases.map((phase) => toPlanned(run, phase)) });
  const failures: HostFailure[] = [];
  const ended = new Map<string, Promise<readonly StepResult[]>>();
  const lastStep = new Map<string, Promise<StepResult>>();
  for (const phase of phases) {
    let before: Promise<StepResult> = Promise.resolve("ok");
    const steps = phase.hosts(run).map((host) => {
      const waits = {
        own: lastStep.get(host.name),
        neighbour: phase.order === "one-by-one" ? before : undefined,
        needs: (phase.needs ?? []).map((title) => ({ title, done: ended.get(title) })),
        settled: (phase.settled ?? []).flatMap((title) => ended.get(title) ?? []),
      };
      const step = runStep({ run, phase, host, waits, failures, options });
      lastStep.set(host.name, step);
      before = phase.goesOnAfter === undefined ? step : forNext(step, host.name, phase, failures);
      return step;
    });
    ended.set(phase.title, Promise.all(steps));
  }
  await Promise.all(ended.values());
  return failures;
};

/** What the next host of a phase is told of this one's end. */
const forNext = async <Run, HostHandle extends { readonly name: string }>(
  step: Promise<StepResult>,
  host: string,
  { goesOnAfter = () => false }: Phase<Run, HostHandle>,
  failures: readonly HostFailure[],
): Promise<StepResult> => {
  const result = await step;
  const failure = failures.findLast((one) => one.host === host);
  return failure !== undefined && goesOnAfter(failure.error) ? "ok" : result;
};

const toPlanned = <Run, HostHandle extends { readonly name: string }>(
  run: Run,
  { title, hosts, needs = [], settled = [] }: Phase<Run, HostHandle>,
): PlannedPhase => ({
  phase: title,
  hosts: hosts(run).map(({ name }) => name),
  after: [...needs, ...settled],
});

interface Step<Run, HostHandle extends { readonly name: string }> {
  readonly run: Run;
  readonly phase: Phase<Run, HostHandle>;
  readonly host: HostHandle;
  readonly waits: {
    readonly own: Promise<StepResult> | undefined;
    readonly neighbour: Promise<StepResult> | undefined;
    readonly needs: readonly {
      readonly title: string;
      readonly done: Promise<readonly StepResult[]> | undefined;
    }[];
    readonly settled: readonly Promise<readonly StepResult[]>[];
  };
  readonly failures: HostFailure[];
  readonly options: RunPhasesOptions;
}

const runStep = async <Run, HostHandle extends { readonly name: string }>(
  step: Step<Run, HostHandle>,
): Promise<StepResult> => {
  const { run, phase, host, options, failures, waits } = step;
  const place = { phase: phase.title, host: host.name };
  // A host whose earlier phase failed is in the failures already.
  if ((await waits.own) === "failed") return "failed";
  try {
    await Promise.all(waits.settled);
    await requireNeeds(phase.title, waits);
    throwIfAborted(phase.title, options.signal);
    const reason = phase.skip?.(run, host);
    if (reason !== undefined) {
      options.emit({ type: "phase-skipped", ...place, reason });
      return "ok";
    }
    const startedMs = options.elapsedMs();
    options.emit({ type: "phase-started", ...place });
    await phase.run(run, host);
    options.emit({
      type: "phase-done",
      ...place,
      tookMs: Math.round(options.elapsedMs() - startedMs),
    });
    return "ok";
  } catch (caught) {
    const { explain = (own: PharosError) => own } = options;
    const error = explain(toPharosError(caught), failures);
    failures.push({ host: host.name, error });
    options.emit({ type: "phase-failed", ...place, error });
    return "failed";
  }
};

/** The loss of the lock has its own words, Ctrl-C has none. */
const throwIfAborted = (phase: string, { aborted, reason }: AbortSignal): void => {
  if (aborted) throw reason instanceof PharosError ? reason : phaseInterrupted({ phase });
};

const requireNeeds = async (
  title: string,
  waits: Step<unknown, { readonly name: string }>["waits"],
): Promise<void> => {
  if ((await waits.neighbour) === "failed")
    throw phaseNeeded({ phase: title, needed: "the host before this one" });
  for (const { title: needed, done } of waits.needs) {
    const results = (await done) ?? [];
    if (results.includes("failed")) throw phaseNeeded({ phase: title, needed });
  }
};
