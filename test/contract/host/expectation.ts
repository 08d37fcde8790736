import assert from "node:assert/strict";
import type { Host, HostAccess } from "../../../agent/host/host.ts";

/** One sentence about a real host, and the code that finds out. They run in order and clean up after themselves. */
export interface Expectation {
  readonly title: string;
  readonly run: (access: HostAccess) => Promise<void>;
}

let lastTask = 0;

/** A host bound to a task of its own. */
export const bindFresh = (access: HostAccess, work = `contract-${process.pid}`): Host => {
  lastTask += 1;
  return bindTask(access, work, lastTask);
};

export const bindTask = (access: HostAccess, work: string, taskNumber: number): Host =>
  access.bind({
    work,
    taskNumber,
    secrets: { get: () => undefined },
    provenance: { began: () => false, completed: () => false },
  });

/** The code of the error that a promise is rejected with. */
export const codeOf = async (promise: Promise<unknown>): Promise<string> => {
  try {
    await promise;
  } catch (error) {
    assert.ok(error instanceof Error);
    return "code" in error ? String(error.code) : error.message;
  }
  return "no error";
};
