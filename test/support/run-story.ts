import type { PhaseEvent, PlannedPhase } from "../../controller/engine/phase.ts";
import { hostBusy } from "../../shared/errors/engine-errors.ts";
import type { RunEvent, RunRecord } from "../../shared/spec/run.ts";

/** Something that a run tells, and when: milliseconds since its start. */
export type Told = { readonly atMs: number } & (
  | { readonly phase: PhaseEvent }
  | { readonly record: RunRecord }
);

const PREPARE = "prepare hosts";
const START = "start the first master";
const JOIN = "join workers";
const LABEL = "label nodes and keep the cluster's objects";

const planned = (workers: readonly string[]): readonly PlannedPhase[] => [
  { phase: PREPARE, hosts: ["m1", ...workers], after: [] },
  { phase: START, hosts: ["m1"], after: [] },
  { phase: JOIN, hosts: workers, after: [START] },
  { phase: LABEL, hosts: ["m1"], after: [JOIN] },
];

/**
 * The first 90 seconds of an apply to a master and `workerCount` workers: all prepare, the master
 * starts, workers join; the last worker fails, every fifth one is slow.
 */
export const runStory = (workerCount: number): readonly Told[] => {
  const workers = Array.from({ length: workerCount }, (_, index) => `w${index + 1}`);
  const failing = workers.at(-1) ?? "";
  const begin: Told = { atMs: 0, phase: { type: "phases-planned", phases: planned(workers) } };
  return [
    begin,
    ...["m1", ...workers].flatMap((host, index) =>
      step(host, PREPARE, [500, 20_000 + index * 1_100], "install packages containerd and runc"),
    ),
    ...step("m1", START, [21_000, 55_000], "kubeadm init, with the certificates of this cluster"),
    ...workers.flatMap((host, index) =>
      host === failing
        ? broken(host)
        : step(host, JOIN, [66_000, index % 5 === 4 ? 200_000 : 70_000 + index * 700], "join"),
    ),
  ].toSorted((a, b) => a.atMs - b.atMs);
};

const step = (
  host: string,
  phase: string,
  [startMs, endMs]: readonly [number, number],
  title: string,
): readonly Told[] => [
  { atMs: startMs, phase: { type: "phase-started", host, phase } },
  told(host, startMs + 1_000, { type: "task-started", task: phase, title, changes: [] }),
  told(host, endMs - 1_000, { type: "task-changed", task: phase, tookMs: endMs - startMs - 2_000 }),
  { atMs: endMs, phase: { type: "phase-done", host, phase, tookMs: endMs - startMs } },
];

const broken = (host: string): readonly Told[] => [
  { atMs: 66_000, phase: { type: "phase-started", host, phase: JOIN } },
  {
    atMs: 71_000,
    phase: { type: "phase-failed", host, phase: JOIN, error: hostBusy({ run: "r0" }) },
  },
];

const told = (host: string, atMs: number, event: RunEvent): Told => ({
  atMs,
  record: { run: "r1", host, sequence: atMs, atMs, event },
});
