import { expect, test } from "vitest";
import type { DriftOfHost } from "./collect-drift.ts";
import { renderDrift } from "./render-drift.ts";

const change = { field: "text", before: "x", after: "y" };
const correction = (correctedAtMs: number) => ({
  task: "file:/a",
  title: `write /a ${correctedAtMs}`,
  changes: [change],
  seenAtMs: 0,
  correctedAtMs,
  run: "r-drift",
});

const drift: DriftOfHost = {
  host: "w1",
  spec: { mode: "correct", intervalMs: 1 },
  pause: { reason: "disk", by: "ada", untilMs: 60_000 },
  lookedAtMs: 2_000,
  managed: 35,
  pending: ["kubeadm-join:node"],
  digest: "ab",
  findings: [
    {
      task: "file:/b",
      title: "write /b",
      changes: [change],
      state: "contested",
      reason: "it came back",
      seenAtMs: 1_000,
      madeBy: "vim (process 7) has it open",
    },
  ],
  corrections: [correction(2_000), correction(1_000)],
};

test("a host is told in one line, then what differs and what was corrected", () => {
  expect(renderDrift([drift], 5_000, 1)).toBe(
    [
      "HOST  MODE     LOOKED AT  MANAGED  DIFFERS  CORRECTED  NOTE",
      "w1    correct  3.0 s ago  35       1        2          paused by ada until 1970-01-01 00:01:00Z: disk; 1 for the next apply",
      "",
      "1970-01-01 00:00:01Z w1 contested: it came back",
      "  write /b, vim (process 7) has it open",
      "    text: x -> y",
      "",
      "1970-01-01 00:00:00Z w1 corrected after 2.0 s",
      "  write /a 2000",
      "    text: x -> y",
      "",
    ].join("\n"),
  );
});
