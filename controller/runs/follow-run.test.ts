import { expect, test } from "vitest";
import { collect } from "../../test/support/collect.ts";
import { runRecord } from "../../test/support/runs.ts";
import { callRefusedError, connectionLostError } from "../../shared/errors/rpc-errors.ts";
import type { RunRecord } from "../../shared/rpc/gen/run.ts";
import { toWireRunRecord } from "../../shared/spec/run-record-wire.ts";
import { followRun } from "./follow-run.ts";

const record = (sequence: number): RunRecord =>
  toWireRunRecord(runRecord({ type: "task-unchanged", task: "t" }, sequence));
const broken = connectionLostError({ address: "a", method: "m", reason: "gone" });

/** Each call answers with the next part; an error breaks the stream there. */
const host = (parts: readonly (readonly (number | Error)[])[], ordered: readonly boolean[]) => {
  const asked: number[] = [];
  const left = [...parts];
  const answers = [...ordered];
  let nowMs = 0;
  async function* watch(after: number): AsyncGenerator<RunRecord> {
    asked.push(after);
    for (const part of left.shift() ?? []) {
      yield await (typeof part === "number" ? Promise.resolve(record(part)) : Promise.reject(part));
    }
  }
  return {
    asked,
    ports: {
      watch,
      isOrdered: async () => answers.shift() ?? false,
      sleep: async (ms: number) => void (nowMs += ms),
      elapsedMs: () => nowMs,
    },
  };
};

const sequences = async (after: number, ports: Parameters<typeof followRun>[1]) =>
  (await collect(followRun(after, ports))).map(({ sequence }) => sequence);

test("a run that is over is told once", async () => {
  const { ports, asked } = host([[1, 2, 3]], [false]);
  expect(await sequences(0, ports)).toEqual([1, 2, 3]);
  expect(asked).toEqual([0]);
});

test("while a controller orders the run, its next parts are waited for", async () => {
  const { ports, asked } = host([[1, 2], [], [3, 4], []], [true, true, true, false]);
  expect(await sequences(0, ports)).toEqual([1, 2, 3, 4]);
  expect(asked).toEqual([0, 2, 2, 4]);
});

test("a broken connection makes no gap and no duplicate", async () => {
  const { ports, asked } = host([[1, 2, broken], [broken], [2, 3], [4]], [true, true, true, false]);
  expect(await sequences(0, ports)).toEqual([1, 2, 3, 4]);
  expect(asked).toEqual([0, 2, 2, 3]);
});

test("it is not over because the connection broke", async () => {
  const { ports } = host([[1, broken], [2]], [false, false]);
  expect(await sequences(0, ports)).toEqual([1, 2]);
});

test("it begins after the place that is given", async () => {
  const { ports, asked } = host([[8, 9]], [false]);
  expect(await sequences(7, ports)).toEqual([8, 9]);
  expect(asked).toEqual([7]);
});

test("a host that stays away is given up", async () => {
  const { ports } = host(
    Array.from({ length: 2_000 }, () => [broken]),
    [],
  );
  await expect(sequences(0, ports)).rejects.toMatchObject({ code: connectionLostError.code });
});

test("a refusal ends it at once", async () => {
  const { ports, asked } = host([[callRefusedError({ method: "m", role: "r" })]], [true]);
  await expect(sequences(0, ports)).rejects.toMatchObject({ code: callRefusedError.code });
  expect(asked).toHaveLength(1);
});

test("a host whose agent was removed at the end is not waited for", async () => {
  const events = [
    { type: "run-started", profile: "absent", taskCount: 1 },
    { type: "run-finished", changed: 1, unchanged: 0, failed: 0 },
  ] as const;
  const { ports } = host([], [true, true]);
  async function* watch(after: number): AsyncGenerator<RunRecord> {
    yield* events.map((event, index) => toWireRunRecord(runRecord(event, index + 1))).slice(after);
    yield await Promise.reject(broken);
  }
  expect(await sequences(0, { ...ports, watch })).toEqual([1, 2]);
});
