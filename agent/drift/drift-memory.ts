import type { Log } from "../../shared/log/log.ts";
import type { AgentEvent } from "../../shared/spec/agent-event.ts";
import type { DriftPause, FindingState, HostDrift } from "../../shared/spec/drift.ts";
import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import type { PlannedChange, RunRecord } from "../../shared/spec/run.ts";
import { stateDigest } from "../../shared/spec/state-digest.ts";
import type { BoundTask, Inspection } from "../engine/task.ts";
import type { CorrectionResult } from "./correct-drift.ts";
import {
  type DriftState,
  NO_DRIFT_STATE,
  readDriftState,
  type StoredFinding,
  writeDriftState,
} from "./drift-state.ts";
import type { FindWriter } from "./find-writer.ts";
import { activePause, type Verdict } from "./judge-drift.ts";

export interface DriftMemoryPorts {
  readonly statePath: string;
  readonly findWriter: FindWriter;
  readonly now: () => Date;
  readonly log: Log;
  /** Puts it where `pharosctl events` finds it; never throws. */
  readonly note?: (event: AgentEvent) => Promise<void>;
}

/** What is known of drift; what has to outlive the agent is on disk before a method resolves. */
export interface DriftMemory {
  readonly state: () => DriftState;
  /** Begins anew for another generation; whether it is one. */
  readonly adopt: (generation: number) => boolean;
  readonly saw: (
    seen: ReadonlyMap<string, Inspection>,
    verdict: Verdict,
    look: { readonly tasks: readonly BoundTask[]; readonly wasAll: boolean },
  ) => Promise<void>;
  readonly corrected: (result: CorrectionResult) => Promise<void>;
  /** A run has ended with these records. */
  readonly ran: (records: readonly RunRecord[]) => Promise<void>;
  /** What was given up on may be tried again. */
  readonly pardon: () => void;
  readonly pause: (pause: DriftPause | undefined) => Promise<void>;
  readonly describe: (
    spec: { readonly content: NodeSpec; readonly sha256: string } | undefined,
  ) => HostDrift;
}

const KEPT_CORRECTIONS = 50;
const FIRST_RETRY_MS = 3_000;
const LONGEST_RETRY_MS = 300_000;
const NO_SPEC = { mode: "off", intervalMs: 300_000 } as const;

/** Opens it; a file that cannot be read is told and begun anew. */
export const createDriftMemory = async (ports: DriftMemoryPorts): Promise<DriftMemory> => {
  const { statePath, log } = ports;
  const nowMs = (): number => ports.now().getTime();
  let state = await load(ports);
  let saved = JSON.stringify(state);
  let lookedAtMs: number | undefined;
  /** What differs, of all that was looked at, by task. */
  const differences = new Map<string, readonly PlannedChange[]>();
  let pending: ReadonlySet<string> = new Set();
  const save = async (): Promise<void> => {
    const text = JSON.stringify(state);
    if (text === saved) return;
    await writeDriftState(statePath, state);
    saved = text;
  };
  const pardon = (): void => {
    const findings = state.findings.map((finding): StoredFinding =>
      finding.state === "contested" ? { ...finding, state: "found", reason: "" } : finding,
    );
    state = { ...state, findings, pardonedAtMs: nowMs() };
  };
  return {
    state: () => state,
    adopt: (generation) => {
      if (state.generation === generation) return false;
      differences.clear();
      pending = new Set();
      lookedAtMs = undefined;
      state = { ...state, generation, settled: [], findings: [], pardonedAtMs: nowMs() };
      return true;
    },
    saw: async (seen, { settled, findings, pending: found }, { tasks, wasAll }) => {
      for (const [task, { changes }] of seen) note(differences, task, changes);
      pending = new Set([...[...pending].filter((task) => !seen.has(task)), ...found]);
      const known = new Map(state.findings.map(({ task, state: is }) => [task, is]));
      const traced = findings.map(async (finding) => {
        if (known.has(finding.task)) return finding;
        const task = tasks.find(({ id }) => id === finding.task);
        const madeBy = task && (await ports.findWriter(task, finding.changes));
        return madeBy === undefined ? finding : { ...finding, madeBy };
      });
      state = { ...state, settled: [...settled], findings: await Promise.all(traced) };
      if (wasAll) lookedAtMs = nowMs();
      await save();
      for (const finding of state.findings) {
        const { task, state: is, reason } = finding;
        const event = toDriftEvent(finding, known.get(task));
        if (event === undefined) continue;
        log.info("drift", { task, state: is, reason });
        await ports.note?.(event);
      }
    },
    corrected: async ({ corrections, failures }) => {
      const done = new Set(corrections.map(({ task }) => task));
      for (const task of done) differences.delete(task);
      state = {
        ...state,
        corrections: [...corrections, ...state.corrections].slice(0, KEPT_CORRECTIONS),
        findings: state.findings
          .filter(({ task }) => !done.has(task))
          .map((finding) => toTried(finding, failures.get(finding.task), nowMs())),
      };
      for (const { task, run } of corrections) log.info("drift was corrected", { task, run });
      await save();
      for (const { task, title, run, madeBy } of corrections) {
        const made = madeBy === undefined ? {} : { madeBy };
        const put = { task, title, reason: "", correctedBy: run, ...made } as const;
        await ports.note?.({ type: "drift-corrected", ...put });
      }
    },
    ran: async (records) => {
      const done = records.flatMap(({ event }) =>
        event.type === "task-changed" || event.type === "task-unchanged" ? [event.task] : [],
      );
      for (const task of done) differences.delete(task);
      pending = new Set([...pending].filter((task) => !done.includes(task)));
      state = {
        ...state,
        settled: [...new Set([...state.settled, ...done])],
        findings: state.findings.filter(({ task }) => !done.includes(task)),
      };
      pardon();
      await save();
    },
    pardon,
    pause: async (pause) => {
      const { pause: _ended, ...rest } = state;
      state = pause === undefined ? rest : { ...rest, pause };
      await save();
    },
    describe: (accepted) => {
      const pause = activePause(state, nowMs());
      const changes = [...differences].map(([task, found]) => ({ task, changes: found }));
      const isLookedAt = accepted !== undefined && lookedAtMs !== undefined;
      return {
        spec: accepted?.content.drift ?? NO_SPEC,
        ...(pause === undefined ? {} : { pause }),
        ...(lookedAtMs === undefined ? {} : { lookedAtMs }),
        managed: state.settled.length,
        pending: [...pending],
        digest: isLookedAt ? stateDigest(accepted.sha256, changes) : "",
        findings: state.findings,
        corrections: state.corrections,
      };
    },
  };
};

/** What is news of a finding; on its way by itself, it is none yet. */
const toDriftEvent = (
  { task, title, reason, madeBy, state: is }: StoredFinding,
  before: FindingState | undefined,
): AgentEvent | undefined => {
  const isNew = before === undefined || before === "settling";
  const what = { task, title, reason, ...(madeBy === undefined ? {} : { madeBy }) };
  if (is === "contested") return before === is ? undefined : { type: "drift-given-up", ...what };
  return isNew && is !== "settling" ? { type: "drift-detected", ...what } : undefined;
};

const load = async ({ statePath, log }: DriftMemoryPorts): Promise<DriftState> => {
  try {
    return (await readDriftState(statePath)) ?? NO_DRIFT_STATE;
  } catch (error) {
    log.warn("what was known of drift cannot be read and is begun anew", { error: String(error) });
    return NO_DRIFT_STATE;
  }
};

const note = (
  differences: Map<string, readonly PlannedChange[]>,
  task: string,
  changes: readonly PlannedChange[],
): void => {
  if (changes.length === 0) differences.delete(task);
  else differences.set(task, changes);
};

/** A finding after its correction was tried; each failure doubles the time until the next. */
const toTried = (
  finding: StoredFinding,
  error: string | undefined,
  nowMs: number,
): StoredFinding => {
  if (error === undefined) return finding;
  const waitMs = Math.min(FIRST_RETRY_MS * 2 ** finding.attempts, LONGEST_RETRY_MS);
  return {
    ...finding,
    state: "failed",
    reason: error,
    attempts: finding.attempts + 1,
    retryAtMs: nowMs + waitMs,
  };
};
