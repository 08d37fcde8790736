import { expect, test } from "vitest";
import { parseJournalEntry } from "./parse-journal-entry.ts";

const entry = (fields: object): string =>
  JSON.stringify({
    __REALTIME_TIMESTAMP: "1700000000456789",
    MESSAGE: "hello",
    PRIORITY: "4",
    _SYSTEMD_UNIT: "kubelet.service",
    ...fields,
  });

test("an entry of a unit is a line of its source", () => {
  expect(parseJournalEntry(entry({}))).toEqual({
    atMs: 1_700_000_000_456,
    source: "LOG_SOURCE_KUBELET",
    text: "hello",
    priority: 4,
  });
});

test("what systemd says of a unit is the unit's", () => {
  const line = entry({ _SYSTEMD_UNIT: "init.scope", UNIT: "containerd.service" });
  expect(parseJournalEntry(line)).toMatchObject({ source: "LOG_SOURCE_RUNTIME" });
});

test("the kernel has no unit", () => {
  const line = entry({ _SYSTEMD_UNIT: undefined, _TRANSPORT: "kernel" });
  expect(parseJournalEntry(line)).toMatchObject({ source: "LOG_SOURCE_KERNEL" });
});

test("a text that is no UTF-8 comes as bytes", () => {
  expect(parseJournalEntry(entry({ MESSAGE: [104, 105, 255] }))?.text).toBe("hi\ufffd");
});

test("a long text is cut, and one without a text is empty", () => {
  expect(parseJournalEntry(entry({ MESSAGE: "x".repeat(10_000) }))?.text).toHaveLength(8_192);
  expect(parseJournalEntry(entry({ MESSAGE: null }))?.text).toBe("");
});

test("a repeated text and a priority that is none are as if they were not there", () => {
  const line = entry({ MESSAGE: ["a", "b"], PRIORITY: "9" });
  expect(parseJournalEntry(line)).toMatchObject({ text: "", priority: 6 });
});

test.each([["{"], ["[1]"], [entry({ __REALTIME_TIMESTAMP: "soon" })]])("%s is no entry", (line) => {
  expect(parseJournalEntry(line)).toBeUndefined();
});

test.each([["null"], [entry({ _SYSTEMD_UNIT: "ssh.service" })], [""]])(
  "%s is no line of ours",
  (line) => {
    expect(parseJournalEntry(line)).toBeUndefined();
  },
);
