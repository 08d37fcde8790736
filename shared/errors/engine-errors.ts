import { defineError } from "./define-error.ts";

export const twoWriters = defineError<{
  readonly ref: string;
  readonly first: string;
  readonly second: string;
}>({
  code: "TWO_WRITERS",
  blame: "bug",
  message: ({ ref, first, second }) => `${first} and ${second} both write ${ref}`,
  hint: () => "this is a bug of pharosctl: please report it with your cluster.yml",
});

export const taskCycle = defineError<{ readonly tasks: string }>({
  code: "TASK_CYCLE",
  blame: "bug",
  message: ({ tasks }) => `these tasks wait for each other: ${tasks}`,
  hint: () => "this is a bug of pharosctl: please report it with your cluster.yml",
});

export const notConverged = defineError<{
  readonly task: string;
  readonly remaining: string;
  readonly reason: string;
}>({
  code: "NOT_CONVERGED",
  blame: "environment",
  message: ({ task, remaining, reason }) =>
    `${task} was applied, but the host still differs: ${remaining}${reason === "" ? "" : ` (${reason})`}`,
  hint: () =>
    "something on the host undoes the change: find out what writes there, then run apply again",
});

export const leftoverUnit = defineError<{ readonly unit: string; readonly limitSeconds: number }>({
  code: "EARLIER_WORK_RUNNING",
  blame: "environment",
  message: ({ unit, limitSeconds }) =>
    `work of an earlier run (${unit}) has not ended in ${limitSeconds} seconds`,
  hint: ({ unit }) =>
    `look at it with \`systemctl status ${unit}\` on the host, then run apply again`,
});

export const runStopped = defineError<{ readonly run: string }>({
  code: "RUN_STOPPED",
  blame: "environment",
  message: () => "not begun: the run was asked to stop",
  hint: () => "run `pharosctl apply` again: it goes on with what is left",
});

export const hostBusy = defineError<{ readonly run: string }>({
  code: "HOST_BUSY",
  blame: "environment",
  message: ({ run }) => `the host is busy with run ${run}`,
  hint: ({ run }) => `wait for it with \`pharosctl attach ${run}\`, then try again`,
});

export const runNotFound = defineError<{ readonly run: string }>({
  code: "RUN_NOT_FOUND",
  blame: "user",
  message: ({ run }) => `there are no records of a run ${run}`,
  hint: () =>
    "`pharosctl runs` lists those that are kept, the newest 20 of each host; name one by its id, by its last 8 characters, or `last`",
});
