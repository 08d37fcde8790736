import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { hostBusy } from "../../shared/errors/engine-errors.ts";
import type { RunRecord } from "../../shared/spec/run.ts";
import { collect } from "../../test/support/collect.ts";
import { FakeHost } from "../host/fake/fake-host.ts";
import { createExecutor, type Work } from "./executor.ts";
import { type Journal, openJournal } from "./journal.ts";
import { simpleTask } from "./simple-task.fake.ts";
import type { BoundTask } from "./task.ts";

let folder: string;
let host: FakeHost;
let journal: Journal;
let clockMs: number;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "executor-"));
  host = new FakeHost();
  clockMs = 0;
  journal = openJournal({ folder, host: "m1", now: host.reader.now });
});
afterEach(() => rm(folder, { recursive: true }));

const open = (over: Partial<Journal> = {}, onSleep: () => void = () => undefined) =>
  createExecutor({
    host,
    journal: { ...journal, ...over },
    sleep: async (ms) => {
      clockMs += ms;
      onSleep();
    },
    elapsedMs: () => clockMs,
  });

const work = (run: string, tasks: readonly BoundTask[] = []): Work => ({
  run,
  profile: "host",
  tasks,
  secrets: { get: () => undefined },
});

/** A task whose apply lasts until it is let go. */
const held = (id: string) => {
  const gate = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  let isDone = false;
  const task = simpleTask({
    id,
    changes: () => (isDone ? [] : [{ field: "x", after: "1" }]),
    apply: async () => {
      begun.resolve();
      await gate.promise;
      isDone = true;
    },
  });
  return { task, release: () => gate.resolve(), begun: begun.promise };
};

const types = (records: readonly RunRecord[]) => records.map(({ event }) => event.type);
const sequences = (records: readonly RunRecord[]) => records.map(({ sequence }) => sequence);

/** Stops watching at the first event of a type. */
const watchUntil = async (records: AsyncIterable<RunRecord>, type: RunRecord["event"]["type"]) => {
  for await (const { event } of records) if (event.type === type) return;
};

describe("one piece of work at a time", () => {
  test("of two starts at once the second is told which run it met", async () => {
    const executor = open();
    const one = held("a");
    const [first, second] = await Promise.allSettled([
      executor.start(work("r1", [one.task])),
      executor.start(work("r2")),
    ]);
    expect(first.status).toBe("fulfilled");
    expect(second).toMatchObject({ status: "rejected", reason: hostBusy({ run: "r1" }) });
    expect(executor.current()).toEqual({ run: "r1", profile: "host" });
    one.release();
  });

  test("when the stream of one has ended the next may begin at once", async () => {
    const executor = open();
    await collect(await executor.start(work("r1")));
    expect(executor.current()).toBeUndefined();
    expect(types(await collect(await executor.start(work("r2"))))).toEqual([
      "run-started",
      "run-finished",
    ]);
  });

  test("a journal that cannot be opened leaves the host free", async () => {
    const executor = open({ openRun: () => Promise.reject(new Error("disk full")) });
    await expect(executor.start(work("r1"))).rejects.toThrow("disk full");
    expect(executor.current()).toBeUndefined();
  });
});

describe("drift", () => {
  const drifting = (tasks: readonly BoundTask[]): Work => ({
    ...work("d1-drift", tasks),
    profile: "drift",
  });

  test("makes way for a run after the task at hand", async () => {
    const one = held("a");
    // The run waits in steps; the first of them lets the task at hand end.
    const executor = createExecutor({
      host,
      journal,
      publish: () => undefined,
      sleep: async () => {
        one.release();
        await journal.runs();
      },
      elapsedMs: () => 0,
    });
    const drift = collect(await executor.start(drifting([one.task, simpleTask({ id: "b" })])));
    await one.begun;
    const run = await collect(await executor.start(work("r1")));
    expect(types(run)).toEqual(["run-started", "run-finished"]);
    expect((await drift).map(({ event }) => event)).toMatchObject([
      { type: "run-started" },
      { type: "task-started", task: "a" },
      { type: "task-changed", task: "a" },
      { type: "run-stopped", requestedBy: "run r1", after: "a" },
      { type: "task-failed", task: "b", error: { code: "RUN_STOPPED" } },
      { type: "run-finished" },
    ]);
  });

  test("that is at one task for too long is named to the run that waits", async () => {
    const one = held("a");
    const executor = open();
    await executor.start(drifting([one.task]));
    await one.begun;
    await expect(executor.start(work("r1"))).rejects.toEqual(hostBusy({ run: "d1-drift" }));
    expect(clockMs).toBeGreaterThanOrEqual(120_000);
    one.release();
  });

  test("never holds up or counts as a run, and does not begin while one goes on", async () => {
    const one = held("a");
    const executor = open();
    const ended: string[] = [];
    executor.onEnded(({ run }, records) => void ended.push(`${run} ${records.length}`));
    await collect(await executor.start(drifting([])));
    expect([executor.runsBegun(), executor.currentRun()]).toEqual([0, undefined]);
    const run = collect(await executor.start(work("r1", [one.task])));
    expect([executor.runsBegun(), executor.currentRun()]).toEqual([1, "r1"]);
    await expect(executor.start(drifting([]))).rejects.toEqual(hostBusy({ run: "r1" }));
    one.release();
    await run;
    expect(ended).toEqual(["d1-drift 2", "r1 4"]);
  });
});

describe("watching", () => {
  test("from any place, also while the run goes on, gives each record once and in order", async () => {
    const executor = open();
    const one = held("b");
    const tasks = [simpleTask({ id: "a" }), one.task, simpleTask({ id: "c" })];
    const live = collect(await executor.start(work("r1", tasks)));
    await one.begun;
    const late = [0, 1, 2, 3].map((place) => collect(executor.watch("r1", place)));
    one.release();
    const all = sequences(await live);
    expect(all).toEqual([1, 2, 3, 4, 5, 6]);
    expect((await Promise.all(late)).map(sequences)).toEqual(
      [0, 1, 2, 3].map((at) => all.slice(at)),
    );
    expect(sequences(await collect(executor.watch("r1", 2)))).toEqual(all.slice(2));
  });

  test("who stops watching does not stop the work", async () => {
    const executor = open();
    const one = held("a");
    const records = await executor.start(work("r1", [one.task]));
    await watchUntil(records, "task-started");
    const rest = collect(executor.watch("r1", 2));
    one.release();
    expect(types(await rest)).toEqual(["task-changed", "run-finished"]);
  });

  test("a run that never was has no records", async () => {
    expect(await collect(open().watch("r9", 0))).toEqual([]);
  });
});

describe("a run ends with a word", () => {
  test("also when the journal fails in the middle: those who watch are told", async () => {
    const openRun: Journal["openRun"] = async (run) => {
      const writer = await journal.openRun(run);
      let count = 0;
      return {
        ...writer,
        append: async (event) => {
          count += 1;
          return count > 1 ? Promise.reject(new Error("disk full")) : writer.append(event);
        },
      };
    };
    const records = await collect(
      await open({ openRun }).start(work("r1", [simpleTask({ id: "a" })])),
    );
    expect(types(records)).toEqual(["run-started", "task-failed", "run-finished"]);
    expect(sequences(records)).toEqual([1, 2, 3]);
  });

  test("also when it was asked to stop", async () => {
    const executor = open();
    const one = held("a");
    const records = collect(await executor.start(work("r1", [one.task, simpleTask({ id: "b" })])));
    await one.begun;
    expect(executor.stop("r2", "eve")).toBe(false);
    expect(executor.stop("r1", "ada")).toBe(true);
    expect(executor.stop("r1", "bob")).toBe(true);
    one.release();
    expect((await records).map(({ event }) => event)).toMatchObject([
      { type: "run-started" },
      { type: "task-started" },
      { type: "task-changed" },
      { type: "run-stopped", requestedBy: "ada", after: "a" },
      { type: "task-failed", task: "b", error: { code: "RUN_STOPPED" } },
      { type: "run-finished", failed: 1 },
    ]);
  });

  test("at once when the request to stop came before it", async () => {
    const executor = open();
    expect(executor.stop("r1", "ada")).toBe(false);
    const tasks = [simpleTask({ id: "a" }), simpleTask({ id: "b" })];
    const records = await collect(await executor.start(work("r1", tasks)));
    expect(records.map(({ event }) => event)).toMatchObject([
      { type: "run-started" },
      { type: "run-stopped", requestedBy: "ada" },
      { type: "task-failed", task: "a", error: { code: "RUN_STOPPED" } },
      { type: "run-finished", failed: 1 },
    ]);
    expect(types(await collect(await executor.start(work("r2", tasks))))).toContain(
      "task-unchanged",
    );
  });
});

test("an agent that is being ended records nothing more, begins nothing more and lets watchers go", async () => {
  const [first, second] = [held("a:1"), held("b:1")];
  const executor = open();
  const records = await executor.start(work("r", [first.task, second.task]));
  await first.begun;
  executor.freeze();
  first.release();
  expect(types(await collect(records))).toEqual(["run-started", "task-started"]);
  const idle = new Promise((resolve) => setImmediate(resolve, "idle"));
  expect(await Promise.race([second.begun, idle])).toBe("idle");
  expect(types(await journal.read("r"))).toEqual(["run-started", "task-started"]);
});

describe("what an earlier run left", () => {
  test("is waited for until it ends", async () => {
    host.machine.leftoverUnits = ["pharos-task-r0-host-1-a.service"];
    let looks = 0;
    const executor = open({}, () => {
      looks += 1;
      host.machine.leftoverUnits = looks < 3 ? host.machine.leftoverUnits : [];
    });
    expect(types(await collect(await executor.start(work("r1"))))).toEqual([
      "run-started",
      "run-finished",
    ]);
    expect(looks).toBe(3);
  });

  test("that does not end is an error that names it, after a limit", async () => {
    host.machine.leftoverUnits = ["pharos-task-r0-host-1-a.service"];
    const records = await collect(await open().start(work("r1", [held("a").task])));
    expect(records.map(({ event }) => event)).toMatchObject([
      { type: "run-started" },
      { type: "task-failed", task: "run", error: { code: "EARLIER_WORK_RUNNING" } },
      { type: "run-finished", failed: 1 },
    ]);
    expect(clockMs).toBe(15 * 60_000);
  });

  test("does not keep a run from being stopped", async () => {
    host.machine.leftoverUnits = ["pharos-task-r0-host-1-a.service"];
    const executor = open({}, () => executor.stop("r1"));
    const records = await collect(await executor.start(work("r1")));
    expect(records[1]?.event).toEqual({ type: "run-stopped" });
    expect(records[2]?.event).toMatchObject({
      type: "task-failed",
      error: { code: "RUN_STOPPED" },
    });
  });

  test("as results that nobody will ask for is forgotten, but not this work's own", async () => {
    host.machine.endedUnits = ["r0-host", "r1-host", "r1-network", "join-token-01"];
    const mine = held("a");
    const records = await open().start(work("r1", [mine.task]));
    await mine.begun;
    expect(host.machine.endedUnits).toEqual(["r1-host", "join-token-01"]);
    mine.release();
    await collect(records);
    expect(host.machine.endedUnits).toEqual(["join-token-01"]);
  });

  test("in files with tokens is removed before the work begins", async () => {
    const path = "/run/pharos/kubeadm/join.yaml";
    host.machine.files.makeDirectory("/run/pharos/kubeadm", { mode: 0o700 });
    host.machine.files.seed(path, "token: abcdef.0123456789abcdef");
    host.machine.advance(60_000);
    await collect(await open().start(work("r1")));
    expect(await host.reader.files.stat(path)).toBeUndefined();
  });
});
