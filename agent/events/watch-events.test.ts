import { describe, expect, test } from "vitest";
import { eventReadersBusy, eventsLagged } from "../../shared/errors/agent-errors.ts";
import type { AgentRecord, HostRecord } from "../../shared/spec/agent-event.ts";
import type { RunRecord } from "../../shared/spec/run.ts";
import { collect } from "../../test/support/collect.ts";
import { startEvent } from "./note-start.ts";
import { RecordFeed } from "./record-feed.ts";
import { createEventWatcher } from "./watch-events.ts";

const agentRecord = (sequence: number, atMs: number): AgentRecord => ({
  host: "w1",
  sequence,
  atMs,
  event: { type: "spec-accepted", generation: sequence },
});

const runRecord = (run: string, sequence: number, atMs: number): RunRecord => ({
  run,
  host: "w1",
  sequence,
  atMs,
  event: { type: "task-unchanged", task: "t" },
});

const journalOf = (records: readonly RunRecord[]) => ({
  runs: async () => [...new Set(records.map(({ run }) => run))],
  read: async (run: string) => records.filter((record) => record.run === run),
});

const watcher = (
  runs: readonly RunRecord[],
  notes: readonly AgentRecord[],
  feed = new RecordFeed("w1"),
) =>
  createEventWatcher({
    host: "w1",
    journal: journalOf(runs),
    log: { read: async () => notes },
    feed,
    now: () => new Date(10_000),
  });

const past = { withinMs: undefined, fromMs: undefined, limit: 100, follow: false } as const;
const signal = new AbortController().signal;
const times = (records: readonly HostRecord[]) => records.map(({ atMs }) => atMs);

describe("the past", () => {
  const watch = watcher(
    [runRecord("a", 1, 100), runRecord("a", 2, 300), runRecord("b", 1, 8_000)],
    [agentRecord(1, 200), agentRecord(2, 9_000)],
  );

  test("comes from runs and notes in the order of time", async () => {
    expect(times(await collect(watch(past, signal)))).toEqual([100, 200, 300, 8_000, 9_000]);
  });

  test("can be cut by age, by a moment and by number", async () => {
    expect(times(await collect(watch({ ...past, withinMs: 2_000 }, signal)))).toEqual([
      8_000, 9_000,
    ]);
    expect(times(await collect(watch({ ...past, fromMs: 300 }, signal)))).toEqual([
      300, 8_000, 9_000,
    ]);
    expect(times(await collect(watch({ ...past, limit: 1 }, signal)))).toEqual([9_000]);
    expect(await collect(watch({ ...past, limit: 0 }, signal))).toEqual([]);
  });
});

test("what comes while the past is read is told once, after it", async () => {
  const feed = new RecordFeed("w1");
  const written = runRecord("a", 1, 100);
  const stop = new AbortController();
  const watch = createEventWatcher({
    host: "w1",
    journal: {
      runs: async () => ["a"],
      read: async () => {
        // On disk already, and told to those who watch a moment later.
        feed.publish(written);
        feed.publish(runRecord("a", 2, 101));
        return [written];
      },
    },
    log: { read: async () => [] },
    feed,
    now: () => new Date(10_000),
  });
  const records = watch({ ...past, follow: true }, stop.signal)[Symbol.asyncIterator]();
  expect((await records.next()).value).toEqual(written);
  feed.publish(agentRecord(1, 102));
  expect((await records.next()).value).toMatchObject({ atMs: 101 });
  expect((await records.next()).value).toMatchObject({ atMs: 102 });
  stop.abort();
  expect(await records.next()).toMatchObject({ done: true });
});

test("who reads too slowly is told so instead of costing memory", async () => {
  const feed = new RecordFeed("w1", 2);
  const records = feed.watch(signal);
  for (let sequence = 1; sequence <= 3; sequence += 1) feed.publish(agentRecord(sequence, 1));
  await expect(collect(records)).rejects.toMatchObject({ code: eventsLagged.code });
});

test("a ninth reader is refused", async () => {
  const watch = watcher([], [agentRecord(1, 1)]);
  const readers = Array.from({ length: 8 }, () => watch(past, signal)[Symbol.asyncIterator]());
  await Promise.all(readers.map((reader) => reader.next()));
  await expect(collect(watch(past, signal))).rejects.toMatchObject({ code: eventReadersBusy.code });
  for (const reader of readers) await reader.return?.();
  expect(await collect(watch(past, signal))).toHaveLength(1);
});

describe("a start", () => {
  const start = { version: "0.1.0", bundleSha256: "ab", bootId: "boot-1" };
  const noted = (sequence: number, event: AgentRecord["event"]): AgentRecord => ({
    host: "w1",
    sequence,
    atMs: sequence,
    event,
  });
  const began = noted(1, startEvent([], start));

  test.each([
    ["is the first where nothing is known", [], start, "first"],
    [
      "is after a stop where one was noted",
      [began, noted(2, { type: "agent-stopped" })],
      start,
      "stop",
    ],
    ["is after a crash where none was", [began], start, "crash"],
    [
      "is after a boot where the kernel is another",
      [began],
      { ...start, bootId: "boot-2" },
      "boot",
    ],
  ] as const)("%s", (_, before, now, after) => {
    expect(startEvent(before, now)).toEqual({ type: "agent-started", after, ...now });
  });
});
