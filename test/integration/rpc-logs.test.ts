import { beforeAll, expect, test } from "vitest";
import { createLogReader } from "../../agent/logs/read-logs.ts";
import { callRefusedError } from "../../shared/errors/rpc-errors.ts";
import { logServiceRoutes } from "../../shared/rpc/gen/log-service.ts";
import { collect } from "../support/collect.ts";
import { connectTo, startTestServer } from "../support/rpc-server.ts";
import { createTestPki, type TestPki } from "../support/test-pki.ts";

let pki: TestPki;
beforeAll(async () => {
  pki = await createTestPki();
});

const entry = (text: string): Uint8Array =>
  Buffer.from(
    `${JSON.stringify({ __REALTIME_TIMESTAMP: "1700000000000000", MESSAGE: text, PRIORITY: "6", _SYSTEMD_UNIT: "kubelet.service" })}\n`,
  );

/** An agent whose journal is `journal`. */
const startAgent = (journal: (signal: AbortSignal) => AsyncIterable<Uint8Array>) => {
  const readLogs = createLogReader({
    host: "master-1",
    streamProgram: ({ signal }) => journal(signal),
    machineId: async () => "ab12",
    now: () => new Date(1_700_000_000_000),
    sleep: async () => undefined,
    elapsedMs: () => 0,
  });
  const routes = logServiceRoutes({
    watchLogs: (request, { signal }) => readLogs(request, signal),
  });
  return startTestServer(pki, {}, { routes });
};

const all = { sources: [], withinMs: undefined, lines: 100, follow: true, batches: false } as const;

test("a viewer reads lines over mutual TLS", async () => {
  await using server = await startAgent(async function* () {
    yield Buffer.concat([entry("a"), entry("b")]);
    yield entry("c");
  });
  using connection = await connectTo(server, pki, await pki.operator("vera", "viewer"));
  const line = { atMs: 1_700_000_000_000, source: "LOG_SOURCE_KUBELET", priority: 6, more: [] };
  const [a, b, c] = ["a", "b", "c"].map((text) => ({ ...line, text }));
  expect(await collect(connection.logs.watchLogs(all))).toEqual([a, b, c]);
  const batches = connection.logs.watchLogs({ ...all, batches: true });
  expect(await collect(batches)).toEqual([{ ...a, more: [b] }, c]);
});

test("another host's agent does not", async () => {
  await using server = await startAgent(async function* () {
    yield entry("a");
  });
  using connection = await connectTo(server, pki, await pki.agent("worker-1"));
  await expect(collect(connection.logs.watchLogs(all))).rejects.toMatchObject({
    code: callRefusedError.code,
  });
});

test("the journal is read no faster than the caller reads, and no longer", async () => {
  let made = 0;
  const aborted = Promise.withResolvers<void>();
  await using server = await startAgent(async function* (signal) {
    signal.addEventListener("abort", () => aborted.resolve());
    for (;;) {
      made += 1;
      yield entry("x".repeat(8_000));
    }
  });
  using connection = await connectTo(server, pki, await pki.operator("vera", "viewer"));
  const lines = connection.logs.watchLogs(all)[Symbol.asyncIterator]();
  await lines.next();
  await untilSteady(() => made);
  // 8 KB each: windows of HTTP/2 and buffers of streams on both sides hold some dozens.
  expect(made).toBeLessThan(250);
  await lines.return?.();
  await expect(aborted.promise).resolves.toBeUndefined();
});

/** Waits until a number has not changed for a hundred turns of the event loop. */
const untilSteady = async (read: () => number): Promise<void> => {
  for (let last = -1, calm = 0; calm < 100;) {
    await new Promise((resolve) => setImmediate(resolve));
    calm = read() === last ? calm + 1 : 0;
    last = read();
  }
};
