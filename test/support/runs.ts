import type { HostPlan, RunEvent, RunRecord } from "../../shared/spec/run.ts";

/** Nothing to do. */
export const minimalPlan = (): HostPlan => ({
  host: "worker-1",
  tasks: [],
  unchanged: 31,
  digest: "ef".repeat(32),
});

/** Two tasks, one that restarts something. */
export const fullPlan = (): HostPlan => ({
  host: "master-1",
  tasks: [
    {
      id: "file:/etc/x",
      kind: "file",
      title: "write /etc/x",
      profile: "host",
      changes: [
        { field: "content", before: "", after: "x\n", because: "it is new" },
        { field: "mode", after: "0644" },
      ],
      disruption: { level: "none", reason: "" },
    },
    {
      id: "unit:x.service",
      kind: "unit",
      title: "restart x",
      profile: "control-plane",
      changes: [{ field: "restarted", before: "before the change of /etc/x" }],
      disruption: { level: "outage", reason: "the API server is away" },
    },
  ],
  unchanged: 29,
  digest: "ab".repeat(32),
});

/** One event of every type. */
export const everyRunEvent = (): readonly RunEvent[] => [
  { type: "run-started", profile: "cluster", taskCount: 4 },
  { type: "run-started", profile: "worker", taskCount: 4, requestedBy: "ada" },
  { type: "run-started", profile: "host", taskCount: 4, isResumed: true },
  { type: "task-started", task: "a", title: "do a", changes: [{ field: "f", after: "1" }] },
  { type: "task-unchanged", task: "b" },
  { type: "task-changed", task: "a", tookMs: 1_234 },
  {
    type: "task-failed",
    task: "c",
    error: {
      code: "PROGRAM_FAILED",
      blame: "environment",
      message: "apt-get failed with exit code 100",
      hint: "see the end of its output",
      fields: { exitCode: 100, program: "apt-get", timedOut: false },
    },
  },
  { type: "task-skipped", task: "d", because: "c" },
  { type: "run-stopped" },
  { type: "run-stopped", requestedBy: "ada", after: "a" },
  { type: "run-finished", changed: 1, unchanged: 1, failed: 1 },
];

export const runRecord = (event: RunEvent, sequence = 1): RunRecord => ({
  run: "8d0d7e0c-6f7f-4f53-8d6a-2d7e3f1f6b11",
  host: "master-1",
  sequence,
  atMs: 1_700_000_000_456,
  event,
});
