import type { RunEvent, RunRecord } from "../../shared/spec/run.ts";

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === "string";
const isCount: Check = (value) => typeof value === "number";
const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;
const isChanges: Check = (value) =>
  Array.isArray(value) && value.every((change) => has(change, { field: isText }));
const isError: Check = (value) =>
  has(value, { code: isText, blame: isText, message: isText, hint: isText, fields: isObject });

const RECORD = { run: isText, host: isText, sequence: isCount, atMs: isCount, event: isObject };

/** What each event cannot be without. */
const EVENTS: Readonly<Record<RunEvent["type"], Readonly<Record<string, Check>>>> = {
  "run-started": { profile: isText, taskCount: isCount },
  "task-started": { task: isText, title: isText, changes: isChanges },
  "task-unchanged": { task: isText },
  "task-changed": { task: isText, tookMs: isCount },
  "task-failed": { task: isText, error: isError },
  "task-skipped": { task: isText, because: isText },
  "run-stopped": {},
  "run-finished": { changed: isCount, unchanged: isCount, failed: isCount },
};

/** Whether a line of a journal is what was written: a disk gives back other things after a power cut. */
export const isRunRecord = (value: unknown): value is RunRecord => {
  if (!has(value, RECORD)) return false;
  const event: unknown = Reflect.get(Object(value), "event");
  const type: unknown = Reflect.get(Object(event), "type");
  const checks = Object.entries(EVENTS).find(([name]) => name === type)?.[1];
  return checks !== undefined && has(event, checks);
};

const has = (value: unknown, checks: Readonly<Record<string, Check>>): boolean =>
  isObject(value) &&
  Object.entries(checks).every(([field, check]) => check(Reflect.get(value, field)));
