import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import type { Lab } from "../lab/lab.ts";
import type { WatchedCli } from "./cli.ts";
import { Disappointment } from "./expectation.ts";
import { type JournalRecord, readJournal } from "./journal.ts";

/** Something that can be seen on a host once it has come. */
export interface Moment {
  /** `w1 has begun packages:host`. */
  readonly what: string;
  readonly hasCome: () => Promise<boolean>;
}

const STEP_MS = 100;
const LIMIT_MS = 10 * 60_000;

/** Ends a program by a signal once a moment has come, and waits for its end. */
export async function endAt(
  child: ChildProcess,
  moment: Moment,
  signal: NodeJS.Signals,
): Promise<string> {
  const ended = child.exitCode === null ? once(child, "exit") : undefined;
  try {
    return `${signal} ${await reachMoment(child, moment)}`;
  } finally {
    child.kill(signal);
    await ended;
  }
}

/**
 * Waits for a moment, or for the end of the program that would bring it about: who is too late is told
 * so and waits no longer. Answers a remark.
 */
export async function reachMoment(child: ChildProcess, { what, hasCome }: Moment): Promise<string> {
  const endMs = performance.now() + LIMIT_MS;
  for (;;) {
    const isOver = child.exitCode !== null || child.signalCode !== null;
    if (await hasCome()) return isOver ? `past when ${what}` : `when ${what}`;
    if (isOver) return `past: it ended before ${what}`;
    if (performance.now() > endMs) throw new Disappointment(`in vain: ${what}`);
    await delay(STEP_MS);
  }
}

/** A path, with `*`, is there on a host. */
export function fileAt(lab: Lab, host: string, path: string): Moment {
  return {
    what: `${path} was on ${host}`,
    hasCome: async () => (await lab.ssh(host, ["sh", "-c", `ls -d ${path}`])).code === 0,
  };
}

/** A host begins a task, later than in the records that are `known`. */
export function taskAt(
  lab: Lab,
  host: string,
  task: string,
  known: readonly JournalRecord[],
): Moment {
  return {
    what: `${host} had begun ${task}`,
    hasCome: async () => {
      const fresh = (await readJournal(lab, host)).slice(known.length);
      return fresh.some(({ event }) => event.type === "task-started" && event.task === task);
    },
  };
}

/** The controller says that it begins a phase on some host. */
export const phaseTold =
  (phase: string) =>
  ({ printed }: WatchedCli): Moment => ({
    what: `it began to ${phase}`,
    hasCome: async () => hasLine(await printed(), ['"phase-started"', JSON.stringify(phase)]),
  });

/** The controller is told that a host has begun a task. */
export const taskTold =
  (host: string, task: string) =>
  ({ printed }: WatchedCli): Moment => ({
    what: `${host} had begun ${task}`,
    hasCome: async () =>
      hasLine(await printed(), [
        '"task-started"',
        `"host":${JSON.stringify(host)}`,
        `"task":${JSON.stringify(task)}`,
      ]),
  });

const hasLine = (text: string, parts: readonly string[]): boolean =>
  text.split("\n").some((line) => parts.every((part) => line.includes(part)));
