import type * as wire from "../rpc/gen/run.ts";
import { fromWireChange, toWireChange } from "./change-wire.ts";
import { fromWireErrorDetail, toWireErrorDetail } from "./error-detail-wire.ts";
import { profiles } from "./profile-wire.ts";
import type { RunEvent, RunRecord } from "./run.ts";
import { positive, required } from "./wire-reader.ts";

export const toWireRunRecord = (record: RunRecord): wire.RunRecord => ({
  run: record.run,
  host: record.host,
  sequence: record.sequence,
  atMs: record.atMs,
  event: toWireEvent(record.event),
});

/** Undefined for an event that only newer versions know: skip it. Throws MESSAGE_INVALID. */
export const fromWireRunRecord = (record: wire.RunRecord): RunRecord | undefined => {
  const event = fromWireEvent(required(record.event, "RunRecord", "event"));
  if (event === undefined) return undefined;
  const { run, host, atMs } = record;
  return { run, host, sequence: positive(record.sequence, "RunRecord", "sequence"), atMs, event };
};

const toWireEvent = (event: RunEvent): wire.RunEvent => {
  switch (event.type) {
    case "run-started": {
      const { profile, taskCount, requestedBy, isResumed } = event;
      const resumed = isResumed === true;
      return {
        event: "runStarted",
        runStarted: { profile: profiles.toWire(profile), taskCount, requestedBy, resumed },
      };
    }
    case "task-started": {
      const { task, title, changes } = event;
      return {
        event: "taskStarted",
        taskStarted: { task, title, changes: changes.map(toWireChange) },
      };
    }
    case "task-unchanged":
      return { event: "taskUnchanged", taskUnchanged: { task: event.task } };
    case "task-changed":
      return { event: "taskChanged", taskChanged: { task: event.task, tookMs: event.tookMs } };
    case "task-failed":
      return {
        event: "taskFailed",
        taskFailed: { task: event.task, error: toWireErrorDetail(event.error) },
      };
    case "task-skipped":
      return { event: "taskSkipped", taskSkipped: { task: event.task, because: event.because } };
    case "run-stopped":
      return {
        event: "runStopped",
        runStopped: { requestedBy: event.requestedBy, after: event.after },
      };
    case "run-finished": {
      const { changed, unchanged, failed } = event;
      return { event: "runFinished", runFinished: { changed, unchanged, failed } };
    }
  }
};

const fromWireEvent = (event: wire.RunEvent): RunEvent | undefined => {
  switch (event.event) {
    case "runStarted": {
      const { profile, taskCount, requestedBy, resumed } = event.runStarted;
      return {
        type: "run-started",
        profile: profiles.fromWire(profile, "RunStarted", "profile"),
        taskCount,
        ...(requestedBy === undefined ? {} : { requestedBy }),
        ...(resumed ? { isResumed: true } : {}),
      };
    }
    case "taskStarted": {
      const { task, title, changes } = event.taskStarted;
      return { type: "task-started", task, title, changes: changes.map(fromWireChange) };
    }
    case "taskUnchanged":
      return { type: "task-unchanged", task: event.taskUnchanged.task };
    case "taskChanged":
      return {
        type: "task-changed",
        task: event.taskChanged.task,
        tookMs: event.taskChanged.tookMs,
      };
    case "taskFailed": {
      const { task, error } = event.taskFailed;
      return {
        type: "task-failed",
        task,
        error: fromWireErrorDetail(required(error, "TaskFailed", "error")),
      };
    }
    case "taskSkipped":
      return {
        type: "task-skipped",
        task: event.taskSkipped.task,
        because: event.taskSkipped.because,
      };
    case "runStopped": {
      const { requestedBy, after } = event.runStopped;
      return {
        type: "run-stopped",
        ...(requestedBy === undefined ? {} : { requestedBy }),
        ...(after === undefined ? {} : { after }),
      };
    }
    case "runFinished": {
      const { changed, unchanged, failed } = event.runFinished;
      return { type: "run-finished", changed, unchanged, failed };
    }
    case undefined:
      return undefined;
  }
};
