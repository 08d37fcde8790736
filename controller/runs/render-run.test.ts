import { expect, test } from "vitest";
import { everyRunEvent, runRecord } from "../../test/support/runs.ts";
import { type RunDetails, renderRun } from "./render-run.ts";
import { toTaskOutcomes } from "./task-outcome.ts";

const host = { host: "m1", state: "failed", startedAtMs: 0, changed: 1, failed: 1 } as const;
const details: RunDetails = {
  run: "r-1",
  what: "apply",
  requestedBy: "ada",
  state: "failed",
  startedAtMs: 1_700_000_000_000,
  finishedAtMs: 1_700_000_004_000,
  changed: 1,
  failed: 1,
  hosts: [{ ...host, tasks: toTaskOutcomes(everyRunEvent().map((event) => runRecord(event))) }],
};

test("a run is told with tasks, changes, times, errors and their hints", () => {
  expect(renderRun(details, false)).toBe(
    [
      "apply r-1 by ada, started 2023-11-14 22:13:20Z, took 4.0 s: failed",
      "m1: failed, 1 changed, 1 unchanged, 1 failed, 1 skipped",
      "  changed: do a (1.2 s)",
      "      f: + 1",
      "  failed: c",
      "      PROGRAM_FAILED: apt-get failed with exit code 100",
      "      hint: see the end of its output",
      "  skipped: d, because c failed",
      "",
    ].join("\n"),
  );
});

test("a host that was stopped says by whom and after what", () => {
  const [own] = details.hosts;
  const stop = { atMs: 1, by: "ada", after: "do a" };
  const stopped = { ...details, hosts: own === undefined ? [] : [{ ...own, stop }] };
  expect(renderRun(stopped, false)).toContain('m1: stopped by ada after "do a", 1 changed');
});

test("what had nothing to do is shown when asked for", () => {
  expect(renderRun(details, true)).toContain("\n  unchanged: b\n");
});
