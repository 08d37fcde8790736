import { expect, test } from "vitest";
import { renderLogEntry } from "./render-log-entry.ts";

const entry = {
  host: "m1",
  source: "kubelet",
  atMs: 1_700_000_000_456,
  priority: 4,
  text: "two\nlines \u001b[31mred\u001b[0m\u001b]0;title\u0007 \r\u009bx",
} as const;

test("a line for people has its place, and nothing that steers a terminal", async () => {
  const text = await renderLogEntry(entry, "table");
  expect(text).toMatch(/^2023-11-14T22:13:20\.456Z m1 kubelet: two\n {4}lines red/);
  // oxlint-disable-next-line no-control-regex -- that they are gone is the point
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
});

test("programs get it as it is", async () => {
  const text = await renderLogEntry(entry, "json");
  expect(JSON.parse(text)).toEqual({ version: 1, type: "log", ...entry });
  expect(text.trimEnd()).not.toContain("\n");
});
