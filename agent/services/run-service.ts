import { runStopped, runNotFound } from "../../shared/errors/engine-errors.ts";
import type { RunState, RunSummary } from "../../shared/rpc/gen/run.ts";
import type { RunServiceHandlers } from "../../shared/rpc/gen/run-service.ts";
import type { RunRecord } from "../../shared/spec/run.ts";
import { profiles } from "../../shared/spec/profile-wire.ts";
import { toWireRunRecord } from "../../shared/spec/run-record-wire.ts";
import { nameOfPeer } from "./name-of-peer.ts";
import { isDriftRunId } from "../engine/drift-run-id.ts";
import type { Agent } from "../agent.ts";

/** The history of this host, from its journal, and the run that goes on. */
export const runService = (agent: Agent): RunServiceHandlers => ({
  listRuns: async () => {
    const runs = await agent.journal.runs();
    const all = await Promise.all(runs.map((run) => agent.journal.read(run)));
    return { runs: all.flatMap((records) => summarize(records, agent)).toReversed() };
  },
  getRun: async ({ run }) => {
    const records = await agent.journal.read(run);
    const [summary] = summarize(records, agent);
    if (summary === undefined) throw runNotFound({ run });
    return { summary, records: records.map(toWireRunRecord) };
  },
  // An unknown run has no records: its controller then knows that it never began here.
  watchRun: async function* ({ run, afterSequence }, { signal }) {
    for await (const record of agent.executor.watch(run, afterSequence)) {
      if (signal.aborted) return;
      yield toWireRunRecord(record);
    }
  },
  stopRun: async ({ run }, { peer }) => {
    const [summary] = summarize(await agent.journal.read(run), agent);
    agent.executor.stop(run, nameOfPeer(peer));
    return { state: summary?.state ?? "RUN_STATE_UNSPECIFIED" };
  },
});

/** One row for a run on this host, over all profiles that it went through; none for an empty run. */
const summarize = (records: readonly RunRecord[], agent: Agent): readonly RunSummary[] => {
  const [first] = records;
  const last = records.at(-1);
  if (first === undefined || last === undefined) return [];
  const starts = records.filter(({ event }) => event.type === "run-started");
  const start = starts.at(-1)?.event;
  const running = agent.executor.current()?.run === first.run;
  const state = stateOf(records);
  return [
    {
      run: first.run,
      profile:
        start?.type === "run-started" ? profiles.toWire(start.profile) : "PROFILE_UNSPECIFIED",
      // Nobody goes on with a correction that was cut off: the next look begins anew.
      state: running
        ? "RUN_STATE_RUNNING"
        : state === "RUN_STATE_WAITING" && isDriftRunId(first.run)
          ? "RUN_STATE_STOPPED"
          : state,
      startedAtMs: first.atMs,
      finishedAtMs: last.event.type === "run-finished" ? last.atMs : undefined,
      changed: records.filter(({ event }) => event.type === "task-changed").length,
      failed: records.filter((record) => record.event.type === "task-failed" && !isStop(record))
        .length,
      requestedBy: starts.map(({ event }) => requesterOf(event)).find((name) => name !== "") ?? "",
    },
  ];
};

const requesterOf = (event: RunRecord["event"]): string =>
  event.type === "run-started" ? (event.requestedBy ?? "") : "";

/** A run whose last record is not its end was cut off with its agent: it waits for the next apply. */
const stateOf = (records: readonly RunRecord[]): RunState => {
  const last = records.at(-1)?.event;
  if (last?.type !== "run-finished") return "RUN_STATE_WAITING";
  if (records.some(isStop)) return "RUN_STATE_STOPPED";
  return last.failed > 0 ? "RUN_STATE_FAILED" : "RUN_STATE_SUCCEEDED";
};

const isStop = ({ event }: RunRecord): boolean =>
  event.type === "task-failed" && event.error.code === runStopped.code;
