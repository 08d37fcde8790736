import type { RunState, RunSummary } from "../../shared/rpc/gen/run.ts";

/** A run on one host, as its journal tells. */
export interface HostRun {
  readonly host: string;
  readonly state: RunStateName;
  /** Milliseconds since 1970, by the host's clock. */
  readonly startedAtMs: number;
  /** Absent while it goes on, and when it was cut off. */
  readonly finishedAtMs?: number;
  readonly changed: number;
  readonly failed: number;
}

export interface ClusterRun {
  readonly run: string;
  readonly what: "apply" | "reset" | "drift";
  /** Empty: journals of early agents do not say. */
  readonly requestedBy: string;
  readonly state: RunStateName;
  readonly startedAtMs: number;
  /** Of the last host; absent unless it has ended on all of them. */
  readonly finishedAtMs?: number;
  readonly changed: number;
  readonly failed: number;
  readonly hosts: readonly HostRun[];
}

/**
 * `waiting`: it was cut off, or its controller is gone, and the next apply goes on; `taken-over`: a
 * later run did.
 */
export type RunStateName =
  | "running"
  | "failed"
  | "stopped"
  | "waiting"
  | "taken-over"
  | "succeeded";

export interface HostSummary {
  readonly host: string;
  readonly summary: RunSummary;
}

/**
 * What hosts tell about their runs, put together by run, newest first. `orderedRun` is the run that
 * holds the cluster's lock: it goes on, although no host may be at it this moment. `unfinished` ones
 * were left by their controllers.
 */
export const mergeRuns = (
  found: readonly HostSummary[],
  orderedRun: string | undefined,
  unfinished: readonly string[] = [],
): readonly ClusterRun[] => {
  const runs = new Set(found.map(({ summary }) => summary.run));
  const merged = [...runs]
    .map((run) => {
      const hosts = found.filter(({ summary }) => summary.run === run);
      return mergeRun(run, hosts, run === orderedRun);
    })
    .map((run) => (unfinished.includes(run.run) ? leave(run) : run))
    .toSorted((a, b) => b.startedAtMs - a.startedAtMs || b.run.localeCompare(a.run));
  const newest = merged.find((run) => !isAgentsOwn(run)) ?? merged[0];
  return merged.map((run) =>
    run.state === "waiting" && run !== newest ? { ...run, state: "taken-over" as const } : run,
  );
};

/** Without a controller: hosts that are at it finish what they have, nobody hands over more. */
const leave = (run: ClusterRun): ClusterRun => {
  // Whoever stopped it has seen its end.
  if (run.state === "stopped") return run;
  const { finishedAtMs: _until, ...open } = run;
  return open.state === "running" ? open : { ...open, state: "waiting" };
};

/** Routes that a boot has taken, put back: no run of a controller. */
const isAgentsOwn = ({ requestedBy }: ClusterRun): boolean => requestedBy === "";

const mergeRun = (run: string, found: readonly HostSummary[], isOrdered: boolean): ClusterRun => {
  const hosts = found.map(toHostRun).toSorted((a, b) => a.host.localeCompare(b.host));
  const ends = hosts.flatMap(({ finishedAtMs }) =>
    finishedAtMs === undefined ? [] : [finishedAtMs],
  );
  const isOver = !isOrdered && ends.length === hosts.length;
  return {
    run,
    what: whatOf(found),
    requestedBy: found.find(({ summary }) => summary.requestedBy !== "")?.summary.requestedBy ?? "",
    state: isOrdered ? "running" : worstOf(hosts.map(({ state }) => state)),
    startedAtMs: Math.min(...hosts.map(({ startedAtMs }) => startedAtMs)),
    ...(isOver ? { finishedAtMs: Math.max(...ends) } : {}),
    changed: sum(hosts.map(({ changed }) => changed)),
    failed: sum(hosts.map(({ failed }) => failed)),
    hosts,
  };
};

const whatOf = (found: readonly HostSummary[]): ClusterRun["what"] => {
  const isOf = (profile: RunSummary["profile"]): boolean =>
    found.some(({ summary }) => summary.profile === profile);
  if (isOf("PROFILE_DRIFT")) return "drift";
  return isOf("PROFILE_ABSENT") ? "reset" : "apply";
};

const toHostRun = ({ host, summary }: HostSummary): HostRun => ({
  host,
  state: toStateName(summary.state),
  startedAtMs: summary.startedAtMs,
  ...(summary.finishedAtMs === undefined ? {} : { finishedAtMs: summary.finishedAtMs }),
  changed: summary.changed,
  failed: summary.failed,
});

const toStateName = (state: RunState): RunStateName => {
  switch (state) {
    case "RUN_STATE_RUNNING":
      return "running";
    case "RUN_STATE_FAILED":
      return "failed";
    case "RUN_STATE_STOPPED":
      return "stopped";
    case "RUN_STATE_SUCCEEDED":
      return "succeeded";
    // A state that only newer agents know is none that is over.
    case "RUN_STATE_WAITING":
    case "RUN_STATE_UNSPECIFIED":
      return "waiting";
  }
};

const SEVERITY: readonly RunStateName[] = ["running", "failed", "stopped", "waiting", "succeeded"];

const worstOf = (states: readonly RunStateName[]): RunStateName =>
  SEVERITY.find((state) => states.includes(state)) ?? "succeeded";

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
