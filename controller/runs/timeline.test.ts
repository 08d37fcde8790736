import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { RunDetails } from "./render-run.ts";
import { renderTimeline } from "./render-timeline.ts";
import { renderTimelinePage } from "./render-timeline-page.ts";
import type { TaskOutcome } from "./task-outcome.ts";
import { toTimeline } from "./timeline.ts";

const START_MS = Date.UTC(2026, 0, 2);

const outcome = (title: string, atMs: number, rest: Partial<TaskOutcome> = {}): TaskOutcome => ({
  task: title,
  title,
  profile: "host",
  state: "changed",
  atMs: START_MS + atMs,
  changes: [],
  ...rest,
});

const run: RunDetails = {
  run: "2026-01-02T00-00-00-000Z-12345678",
  what: "apply",
  state: "failed",
  requestedBy: "ada",
  startedAtMs: START_MS,
  finishedAtMs: START_MS + 10_000,
  changed: 2,
  failed: 1,
  hosts: [
    {
      host: "m1",
      state: "succeeded",
      startedAtMs: START_MS,
      changed: 2,
      failed: 0,
      tasks: [
        outcome("install packages", 0, { tookMs: 5_000 }),
        outcome("a file", 5_000, { state: "unchanged" }),
        outcome("initialize <b>the cluster</b>", 5_000, { tookMs: 5_000 }),
      ],
    },
    {
      host: "w1",
      state: "failed",
      startedAtMs: START_MS,
      changed: 0,
      failed: 1,
      tasks: [
        outcome("install packages", 2_500, { tookMs: 2_500, state: "failed" }),
        outcome("join", 5_000, { state: "skipped", because: "install packages" }),
        outcome("a unit", 7_500, { state: "cut-off" }),
      ],
    },
  ],
};

describe("the timeline of a run", () => {
  test("has a bar for each task that did something, counted from the run's beginning", () => {
    const { lengthMs, hosts } = toTimeline(run, false);
    expect(lengthMs).toBe(10_000);
    expect(hosts.map(({ bars, busyMs }) => [bars.length, busyMs])).toEqual([
      [2, 10_000],
      [3, 5_000],
    ]);
    expect(hosts[1]?.bars[2]).toMatchObject({ state: "cut-off", startMs: 7_500, tookMs: 2_500 });
    expect(toTimeline(run, true).hosts[0]?.bars).toHaveLength(3);
  });

  test("is drawn on one axis for all hosts, as wide as the terminal", () => {
    const text = renderTimeline(toTimeline(run, false), { columns: 60, colors: false });
    expect(text.split("\n")).toEqual([
      "                           0                10.0 s",
      "m1: succeeded, 10.0 s in 2 tasks",
      "  install packages         ███████████             5.0 s",
      "  initialize <b>the clust…            ████████████ 5.0 s",
      "w1: failed, 5.0 s in 3 tasks",
      "  install packages              ██████             failed",
      "  join                                ·            skipped",
      "  a unit                                    ██████ cut-off",
      "",
    ]);
  });

  test("never draws beyond its width, of a run without a length too", () => {
    const hosts = run.hosts.slice(0, 1).map((host) => ({ ...host, tasks: [outcome("x", 0)] }));
    const empty = { ...run, finishedAtMs: START_MS, hosts };
    const text = renderTimeline(toTimeline(empty, false), { columns: 40, colors: false });
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(48);
  });
});

describe("the timeline as a page", () => {
  const page = renderTimelinePage(run, toTimeline(run, false));

  test("allows nothing but its own style, by its hash, and has no script and no address", () => {
    const style = /<style>(?<text>[^<]*)<\/style>/.exec(page)?.groups?.["text"] ?? "";
    const hash = createHash("sha256").update(style).digest("base64");
    expect(page).toContain(`content="default-src 'none'; style-src 'sha256-${hash}'"`);
    expect(page).not.toMatch(/<script|https?:|url\(|@import| style=| on\w+=/);
  });

  test("shows what hosts have said as text", () => {
    expect(page).not.toContain("<b>");
    expect(page).toContain("initialize &#60;b&#62;the cluster");
  });

  test("says in tables what the bars show, and names every picture", () => {
    expect(page.match(/<svg role="img" aria-label="[^"]+"/g)).toHaveLength(2);
    expect(page.match(/<tr><th scope="row">/g)).toHaveLength(5);
  });

  test.each([
    ["a bar in the first half", 0, 3_000, 'x="306.0" y="35" text-anchor="start"'],
    ["a bar in the second half", 7_000, 3_000, 'x="694.0" y="35" text-anchor="end"'],
    ["one that begins early and ends late", 500, 6_500, 'x="706.0" y="35" text-anchor="start"'],
    ["one as long as the run", 0, 10_000, 'class="inside" x="6.0" y="35" text-anchor="start"'],
  ])("has room for the title of %s", (_title, atMs, tookMs, place) => {
    const hosts = run.hosts.slice(0, 1).map((host) => ({
      ...host,
      tasks: [outcome("initialize the control plane", atMs, { tookMs })],
    }));
    const long = { ...run, hosts };
    expect(renderTimelinePage(long, toTimeline(long, false))).toContain(`<text ${place}`);
  });
});
