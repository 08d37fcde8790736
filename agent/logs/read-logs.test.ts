import { expect, test } from "vitest";
import { collect } from "../../test/support/collect.ts";
import { logReadersBusy } from "../../shared/errors/agent-errors.ts";
import type { WatchLogsRequest } from "../../shared/rpc/gen/log.ts";
import { createLogReader } from "./read-logs.ts";

const NOW_MS = 1_700_000_000_000;

const entry = (text: string, atMs = NOW_MS): string =>
  `${JSON.stringify({
    __REALTIME_TIMESTAMP: `${atMs}000`,
    MESSAGE: text,
    PRIORITY: "6",
    _SYSTEMD_UNIT: "kubelet.service",
  })}\n`;

const request: WatchLogsRequest = {
  sources: [],
  withinMs: undefined,
  lines: 100,
  follow: false,
  batches: false,
};

/** A reader whose journalctl prints `output`; tells the command lines and how long it has slept. */
const readerOf = (output: readonly string[]) => {
  const started: (readonly string[])[] = [];
  const slept: number[] = [];
  const readLogs = createLogReader({
    host: "m1",
    streamProgram: async function* ({ argv }) {
      started.push(argv);
      for (const text of output) yield Buffer.from(text);
    },
    machineId: async () => "ab12",
    now: () => new Date(NOW_MS),
    sleep: async (ms) => void slept.push(ms),
    elapsedMs: () => 0,
  });
  return {
    started,
    slept,
    read: (asked: Partial<WatchLogsRequest> = {}) =>
      readLogs({ ...request, ...asked }, new AbortController().signal),
  };
};

test("lines come from one journalctl, whose arguments are ours but for numbers", async () => {
  const { read, started } = readerOf([entry("a"), entry("b")]);
  const lines = await collect(
    read({ sources: ["LOG_SOURCE_KUBELET"], withinMs: 60_000, lines: 50_000, follow: true }),
  );
  expect(lines.map(({ text }) => text)).toEqual(["a", "b"]);
  expect(started).toEqual([
    [
      "journalctl",
      "--no-pager",
      "--quiet",
      "--all",
      "--output=json",
      "--output-fields=MESSAGE,PRIORITY,_SYSTEMD_UNIT,UNIT,_TRANSPORT",
      "--lines=10000",
      "--follow",
      "--merge",
      "_SYSTEMD_UNIT=kubelet.service",
      "_MACHINE_ID=ab12",
      "+",
      "_PID=1",
      "UNIT=kubelet.service",
      "_MACHINE_ID=ab12",
    ],
  ]);
});

test("what is older than was asked for is left out, of the newest lines and not instead of them", async () => {
  const times = [-90_000, -60_001, -60_000, -1_000];
  const { read, started } = readerOf(times.map((ms) => entry(`${ms}`, NOW_MS + ms)));
  const lines = await collect(read({ withinMs: 60_000, lines: 4 }));
  expect(lines.map(({ text }) => text)).toEqual(["-60000", "-1000"]);
  // journalctl gives the oldest lines of a time where it is told of one.
  expect(started.flat().filter((word) => word.startsWith("--since"))).toEqual([]);
  expect(started.flat()).toContain("--lines=4");
});

test("a clock that is set back hides nothing of what is followed", async () => {
  const { read } = readerOf([entry("new"), entry("set back", NOW_MS - 3_600_000)]);
  const lines = await collect(read({ withinMs: 60_000, follow: true }));
  expect(lines.map(({ text }) => text)).toEqual(["new", "set back"]);
});

test("a flood is slowed down, and nothing of it is lost", async () => {
  const { read, slept } = readerOf(Array.from({ length: 1_000 }, () => entry("x".repeat(8_000))));
  expect(await collect(read())).toHaveLength(1_000);
  expect(slept.length).toBeGreaterThan(100);
});

test("what is quiet is not slowed down", async () => {
  const { read, slept } = readerOf([entry("a")]);
  await collect(read());
  expect(slept).toEqual([]);
});

test("the ninth reader at once is refused, and one that left makes room", async () => {
  const { read } = readerOf([entry("a")]);
  const open = Array.from({ length: 8 }, () => read()[Symbol.asyncIterator]());
  await Promise.all(open.map((lines) => lines.next()));
  await expect(collect(read())).rejects.toMatchObject({ code: logReadersBusy.code });
  await open[0]?.return?.();
  expect(await collect(read())).toHaveLength(1);
});

test("what comes in a moment is one message to who reads them so", async () => {
  const { read, slept } = readerOf([entry("a") + entry("b") + entry("c"), entry("d")]);
  const messages = await collect(read({ follow: true, batches: true }));
  expect(messages.map(({ text, more }) => [text, ...more.map((line) => line.text)])).toEqual([
    ["a", "b", "c"],
    ["d"],
  ]);
  expect(slept).toEqual([200, 200]);
});

test("the more comes at once, the longer the next is waited for", async () => {
  const { read, slept } = readerOf([entry("a").repeat(100), entry("b")]);
  await collect(read({ follow: true }));
  expect(slept).toEqual([500, 200]);
});

test("a caller that knows of no batches has each line for itself", async () => {
  const { read } = readerOf([entry("a") + entry("b")]);
  const messages = await collect(read({ follow: true }));
  expect(messages.map(({ text, more }) => [text, more])).toEqual([
    ["a", []],
    ["b", []],
  ]);
});
