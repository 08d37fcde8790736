import { expect, test } from "vitest";
import type { DrawLive } from "../cli/command-context.ts";
import type { OutputFormat } from "../cli/command.ts";
import { outputEventSchema } from "../events/output-event.ts";
import type { ClusterStatus } from "./read-status.ts";
import { watchStatus } from "./watch-status.ts";

const statusOf = (node: string): ClusterStatus => ({
  cluster: "c",
  id: "1",
  membership: 1,
  kubernetes: "",
  etcd: [{ name: "m1", healthy: true, learner: false, reason: "", alarms: [] }],
  hosts: [
    {
      name: "m1",
      role: "master",
      address: "192.0.2.1",
      agent: "0.1.0",
      node,
      kubelet: "v1.20.2",
      drift: { mode: "correct", differing: 0, leftAlone: 0 },
      note: "a note that is long",
    },
  ],
});

/** Watches for as many looks as there are, and gives what was written and what was drawn at each. */
const watch = async (format: OutputFormat, looks: readonly ClusterStatus[], live: boolean) => {
  const stop = new AbortController();
  const left = [...looks];
  const written: string[] = [];
  const frames: (readonly string[])[] = [];
  const showLive = (draw: DrawLive) => ({
    redraw: () => void frames.push(draw({ columns: 40, rows: 24 })),
    end: () => void frames.push([]),
  });
  await watchStatus(
    {
      signal: stop.signal,
      stdout: { write: (text) => void written.push(text) },
      clock: { nowMs: () => 0 },
      terminal: {
        isInteractive: live,
        isTTY: live,
        columns: 40,
        colors: false,
        ask: async () => undefined,
        ...(live ? { showLive } : {}),
      },
    },
    {
      format,
      read: async () => left.shift() ?? statusOf("none"),
      sleep: async () => (left.length === 0 ? stop.abort() : undefined),
    },
  );
  return { written, frames };
};

test("without a terminal only what differs from before is told", async () => {
  const looks = [statusOf("Ready"), statusOf("Ready"), statusOf("NotReady")];
  const { written } = await watch("table", looks, false);
  expect(written).toHaveLength(2);
  expect(written[1]).toContain("NotReady");
});

test("programs get a line for each change, as the schema says", async () => {
  const { written } = await watch("json", [statusOf("Ready"), statusOf("Unknown")], false);
  expect(written).toHaveLength(2);
  for (const line of written)
    expect(outputEventSchema().parse(JSON.parse(line))).toEqual(JSON.parse(line));
});

test("on a terminal it is drawn in place, no line wider than it, and the last one stays", async () => {
  const { written, frames } = await watch("table", [statusOf("Ready"), statusOf("Unknown")], true);
  expect(frames).toHaveLength(3);
  expect(frames.flat().filter((line) => line.length >= 40)).toEqual([]);
  expect(frames.at(-1)).toEqual([]);
  expect(written.join("")).toContain("Unknown");
});
