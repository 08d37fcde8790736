import { beforeAll, describe, expect, test } from "vitest";
import {
  callCancelledError,
  callTimedOutError,
  callRefusedError,
} from "../../shared/errors/rpc-errors.ts";
import { toWireRunRecord } from "../../shared/spec/run-record-wire.ts";
import { collect } from "../support/collect.ts";
import { connectTo, startTestServer } from "../support/rpc-server.ts";
import { runRecord } from "../support/runs.ts";
import { createTestPki, type TestCredentials, type TestPki } from "../support/test-pki.ts";

let pki: TestPki;
let viewer: TestCredentials;
beforeAll(async () => {
  pki = await createTestPki();
  viewer = await pki.operator("vera", "viewer");
});

const code = (factory: { readonly code: string }) =>
  expect.objectContaining({ code: factory.code });
const watch = { run: "r", afterSequence: 0 };
const record = (sequence: number, text = "") =>
  toWireRunRecord(
    runRecord({ type: "task-started", task: "t", title: text, changes: [] }, sequence),
  );

describe("a stream", () => {
  test("gives its items in order and ends", async () => {
    async function* watchRun() {
      yield record(1);
      yield record(2);
      yield record(3);
    }
    await using server = await startTestServer(pki, { runs: { watchRun } });
    using connection = await connectTo(server, pki, viewer);
    const records = await collect(connection.runs.watchRun(watch));
    expect(records.map(({ sequence }) => sequence)).toStrictEqual([1, 2, 3]);
  });

  test("may be empty", async () => {
    async function* watchRun(): AsyncGenerator<never> {}
    await using server = await startTestServer(pki, { runs: { watchRun } });
    using connection = await connectTo(server, pki, viewer);
    expect(await collect(connection.runs.watchRun(watch))).toStrictEqual([]);
  });

  test("gives the items before an error, then the error", async () => {
    async function* watchRun() {
      yield record(1);
      throw callRefusedError({ method: "x", role: "y" });
    }
    await using server = await startTestServer(pki, { runs: { watchRun } });
    using connection = await connectTo(server, pki, viewer);
    const seen: number[] = [];
    const reading = (async () => {
      for await (const { sequence } of connection.runs.watchRun(watch)) seen.push(sequence);
    })();
    await expect(reading).rejects.toStrictEqual(code(callRefusedError));
    expect(seen).toStrictEqual([1]);
  });

  test("is made no faster than it is read", async () => {
    let made = 0;
    const ended = Promise.withResolvers<void>();
    async function* watchRun() {
      try {
        for (;;) {
          made += 1;
          yield record(made, "x".repeat(10_000));
        }
      } finally {
        ended.resolve();
      }
    }
    await using server = await startTestServer(pki, { runs: { watchRun } });
    using connection = await connectTo(server, pki, viewer);
    const stream = connection.runs.watchRun(watch)[Symbol.asyncIterator]();
    await stream.next();
    await untilSteady(() => made);
    // 10 KB each: windows of HTTP/2 and buffers of streams on both sides hold some dozens.
    expect(made).toBeLessThan(200);
    await stream.return?.();
    await expect(ended.promise).resolves.toBeUndefined();
  });

  test("is ended at its source when the reader leaves it, also while the source waits", async () => {
    const aborted = Promise.withResolvers<void>();
    async function* watchRun(_request: object, { signal }: { readonly signal: AbortSignal }) {
      yield record(1);
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
      aborted.resolve();
    }
    await using server = await startTestServer(pki, { runs: { watchRun } });
    using connection = await connectTo(server, pki, viewer);
    for await (const first of connection.runs.watchRun(watch)) {
      expect(first.sequence).toBe(1);
      break;
    }
    await expect(aborted.promise).resolves.toBeUndefined();
    expect(server.unexpected).toStrictEqual([]);
  });

  test("ends when the caller aborts", async () => {
    const controller = new AbortController();
    async function* watchRun(_request: object, { signal }: { readonly signal: AbortSignal }) {
      yield record(1);
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
    }
    await using server = await startTestServer(pki, { runs: { watchRun } });
    using connection = await connectTo(server, pki, viewer);
    const reading = (async () => {
      for await (const _ of connection.runs.watchRun(watch, { signal: controller.signal }))
        controller.abort();
    })();
    await expect(reading).rejects.toStrictEqual(code(callCancelledError));
  });

  test("ends at its deadline when it has one", async () => {
    async function* watchRun(_request: object, { signal }: { readonly signal: AbortSignal }) {
      yield record(1);
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
    }
    await using server = await startTestServer(pki, { runs: { watchRun } });
    using connection = await connectTo(server, pki, viewer);
    const reading = collect(connection.runs.watchRun(watch, { timeoutMs: 100 }));
    await expect(reading).rejects.toStrictEqual(code(callTimedOutError));
  });
});

/** Waits until a number has not changed for a hundred turns of the event loop. */
const untilSteady = async (read: () => number): Promise<void> => {
  for (let last = -1, calm = 0; calm < 100;) {
    await new Promise((resolve) => setImmediate(resolve));
    calm = read() === last ? calm + 1 : 0;
    last = read();
  }
};
