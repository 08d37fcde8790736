import { setTimeout as sleep } from "node:timers/promises";
import { openJournal } from "../../agent/engine/journal.ts";
import { lockHeld } from "../../shared/errors/coordination-errors.ts";
import { hostBusy, runStopped } from "../../shared/errors/engine-errors.ts";
import { toPharosError } from "../../shared/errors/internal-errors.ts";
import type { RunRecord } from "../../shared/spec/run.ts";
import type { AppliedCluster, LoopbackController } from "../support/loopback-controller.ts";
import type { LoopbackHost } from "../support/loopback-host.ts";

export interface StruckCluster {
  readonly yml: string;
  readonly hosts: readonly LoopbackHost[];
  /** Its lock has to run out first. */
  readonly isCliGone: boolean;
}

/**
 * What a person would have to put right after a fault: nothing, if the next apply converges, the one
 * after that has nothing to do, no lock is held, and the journals tell what there is.
 */
export const findDamage = async (
  controller: Pick<LoopbackController, "apply">,
  { yml, hosts, isCliGone }: StruckCluster,
): Promise<readonly string[]> => {
  // Nobody waits for a lock of half a minute; more would be told as a wrong clock.
  if (isCliGone) for (const host of hosts) host.clockOffsetMs = 29_000;
  try {
    const next = await applyOnceFree(() => controller.apply(yml));
    const last = await controller.apply(yml);
    const journals = await Promise.all(hosts.map(findJournalDamage));
    return [
      ...next.failures.map(({ host, error }) => `the next apply: ${host}: ${error.code}`),
      ...(last.isNothingToDo ? [] : [`the apply after that has something to do`]),
      ...hosts.flatMap(({ name, lockHolder }) =>
        lockHolder === undefined ? [] : [`${name}: the lock of a first apply is held`],
      ),
      ...journals.flat(),
    ];
  } catch (error) {
    const { code, message } = toPharosError(error);
    return [`the next apply: ${code}: ${message}`];
  }
};

const ATTEMPTS = 40;
const STEP_MS = 1_000;

/** A person is told to wait while a lock is held or hosts are at what a dead controller gave them. */
const applyOnceFree = async (apply: () => Promise<AppliedCluster>): Promise<AppliedCluster> => {
  for (let attempt = 1; ; attempt += 1) {
    const applied = await apply().catch((error: unknown) => {
      if (toPharosError(error).code !== lockHeld.code || attempt === ATTEMPTS) throw error;
      return undefined;
    });
    const isBusy = applied?.failures.some(({ error }) => error.code === hostBusy.code) ?? true;
    if (applied !== undefined && (!isBusy || attempt === ATTEMPTS)) return applied;
    await sleep(STEP_MS);
  }
};

/** Whatever was begun must have come to an end, then or later, and the last word of each task be a good one. */
const findJournalDamage = async ({ name, paths }: LoopbackHost): Promise<readonly string[]> => {
  const journal = openJournal({ folder: paths.journal, host: name, now: () => new Date() });
  const runs = await journal.runs();
  const records = (await Promise.all(runs.map((run) => journal.read(run)))).flat();
  const words = lastWords(records);
  return [...words].flatMap(([task, word]) =>
    word === "task-changed" || word === "task-unchanged"
      ? []
      : [`${name}: the last word of ${task} in the journal is ${word}`],
  );
};

const lastWords = (records: readonly RunRecord[]): ReadonlyMap<string, string> =>
  new Map(
    records.flatMap(({ event }) => {
      // A run that was stopped names the task that it did not begin.
      if (event.type === "task-failed" && event.error.code === runStopped.code) return [];
      return "task" in event ? [[event.task, event.type] as const] : [];
    }),
  );
