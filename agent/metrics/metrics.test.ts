import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  copyMetrics,
  metrics,
  renderMetrics,
  type Seen,
  type SeenMaintenance,
} from "./render-metrics.ts";
import { METRICS_PORT, serveMetrics } from "./serve-metrics.ts";

const log = { info: () => undefined, warn: () => undefined };

const maintenance: SeenMaintenance = {
  situation: {
    rebootNeeded: "/var/run/reboot-required is there",
    state: { lastReboot: { startedAtMs: 1_000, endedAtMs: 2_500, failure: "the drain" } },
  },
  outlook: {
    reboot: [
      { gate: "needed", passed: true, text: "" },
      { gate: "window", passed: false, text: "" },
    ],
    upgrade: [],
    correction: [],
  },
  staleServices: [{ unit: "ssh.service", files: ["/usr/lib/libssl.so.3"] }],
};

const seen: Seen = { node: "w1", maintenance };

test("metrics say whether a reboot is needed, and what it waits for", () => {
  const lines = renderMetrics(seen)
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  expect(lines).toEqual([
    'kured_reboot_required{node="w1"} 1',
    'pharos_disrupted{node="w1",step="idle"} 0',
    'pharos_waits_for{node="w1",purpose="reboot",gate="window"} 1',
    'pharos_last_reboot_timestamp_seconds{node="w1"} 2.5',
    'pharos_last_reboot_failed{node="w1"} 1',
    'pharos_services_to_restart{node="w1"} 1',
  ]);
});

test("a master tells of copies of its snapshots, with and without reboots", () => {
  const newest = { name: "x", takenAtMs: 1_764_000_000_500 };
  const copies = { isWanted: true, newest, problem: "the store is away" };
  const lines = renderMetrics({ node: "m1", copies }).split("\n");
  expect(lines.filter((line) => line !== "" && !line.startsWith("#"))).toEqual([
    'pharos_etcd_copy_timestamp_seconds{node="m1"} 1764000000.5',
    'pharos_etcd_copy_failed{node="m1"} 1',
  ]);
  const all = renderMetrics({ node: "m1", maintenance, copies: { isWanted: true, problem: "" } });
  expect(all).toContain('pharos_etcd_copy_failed{node="m1"} 0');
  expect(all).toContain('kured_reboot_required{node="m1"} 1');
});

test("they are served on loopback, and nothing else is", async () => {
  const port = await serveMetrics(async () => seen, log, 0);
  const ask = (path: string) => fetch(`http://127.0.0.1:${port}${path}`);
  expect(await (await ask("/metrics")).text()).toBe(renderMetrics(seen));
  expect((await ask("/")).status).toBe(404);
  expect(await serveMetrics(async () => seen, log, port)).toBeUndefined();
});

test("before anything was seen there is nothing to tell", async () => {
  const port = await serveMetrics(async () => undefined, log, 0);
  expect((await fetch(`http://127.0.0.1:${port}/metrics`)).status).toBe(503);
});

const rowsOf = async (page: string) => {
  const text = await readFile(join(import.meta.dirname, "../../docs", page), "utf8");
  const rows = [...text.matchAll(/^\| `(\w+)` \| (.+) \|$/gm)].map(([, name, help]) => [
    name,
    help,
  ]);
  return { text, rows };
};

test("docs/operations.md has a line for each of those of copies", async () => {
  const { text, rows } = await rowsOf("operations.md");
  expect(rows).toEqual(expect.arrayContaining(copyMetrics.map(({ name, help }) => [name, help])));
  expect(text).toContain(`127.0.0.1:${METRICS_PORT}/metrics`);
});

test("docs/reboots.md has a line for each of them, and the port", async () => {
  const { text: page, rows } = await rowsOf("reboots.md");
  expect(rows).toEqual(metrics.map(({ name, help }) => [name, help]));
  expect(page).toContain(`127.0.0.1:${METRICS_PORT}/metrics`);
});
