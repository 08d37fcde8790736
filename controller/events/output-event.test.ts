import { describe, expect, test } from "vitest";
import { usageInvalid } from "../../shared/errors/cli-errors.ts";
import type { HostRecord } from "../../shared/spec/agent-event.ts";
import { everyAgentEvent } from "../../test/support/agent-events.ts";
import { everyRunEvent, runRecord } from "../../test/support/runs.ts";
import { withProgress } from "../apply/progress.ts";
import { toErrorDocument } from "../cli/render-error.ts";
import { renderLogEntry } from "../logs/render-log-entry.ts";
import { createRecordWriter } from "./event-writer.ts";
import { outputEventJsonSchema, outputEventSchema } from "./output-event.ts";

const agentRecord = (event: ReturnType<typeof everyAgentEvent>[number]): HostRecord => ({
  host: "w1",
  sequence: 1,
  atMs: 1_700_000_000_456,
  event,
});

const records: readonly HostRecord[] = [
  ...everyAgentEvent().map(agentRecord),
  ...everyRunEvent().map((event) => runRecord(event)),
];

/** What it says of a line: the line itself, with nothing dropped, if it is as described. */
const read = (line: string): unknown => outputEventSchema().parse(JSON.parse(line));

const ask = async (): Promise<undefined> => undefined;

describe("the published schema has", () => {
  test.each(records.map((record) => [record.event.type, record] as const))(
    "%s, with all its fields",
    async (_, record) => {
      const line = await createRecordWriter("json", false)(record);
      expect(read(line)).toEqual(JSON.parse(line));
    },
  );

  test("the steps of a run, and records as a run tells them", async () => {
    const lines: string[] = [];
    const context = {
      stdout: { write: (text: string) => void lines.push(text) },
      terminal: { isInteractive: false, isTTY: false, columns: 80, colors: false, ask },
      clock: { nowMs: () => 1_700_000_000_000 },
    };
    const options = { output: "json", quiet: false, verbose: false, title: "apply" } as const;
    await withProgress(context, { ...options, elapsedMs: () => 0 }, async (progress) => {
      const place = { phase: "prepare hosts", host: "w1" };
      const phases = [{ phase: "prepare hosts", hosts: ["w1"], after: [] }];
      progress.phase({ type: "phases-planned", phases });
      progress.phase({ type: "phase-started", ...place });
      progress.phase({ type: "phase-skipped", ...place, reason: "it is current" });
      progress.phase({ type: "phase-done", ...place, tookMs: 12.5 });
      progress.phase({ type: "phase-failed", ...place, error: new Error("x") });
      for (const event of everyRunEvent()) progress.record(runRecord(event));
    });
    expect(lines).toHaveLength(5 + everyRunEvent().length);
    for (const line of lines) expect(read(line)).toEqual(JSON.parse(line));
  });

  test("lines of logs, and the error that may end them", async () => {
    const entry = { host: "w1", source: "kubelet", atMs: 1, priority: 6, text: "x" } as const;
    const own = usageInvalid({ reason: "x", verb: "logs" });
    const error = usageInvalid(
      { reason: "y", verb: "logs" },
      { hosts: [{ host: "w1", error: own }] },
    );
    const lines = [await renderLogEntry(entry, "json"), JSON.stringify(toErrorDocument(error))];
    for (const line of lines) expect(read(line)).toEqual(JSON.parse(line));
  });

  test("room for fields and types of later versions", () => {
    const schema = JSON.stringify(outputEventJsonSchema());
    expect(schema).not.toContain('"additionalProperties":false');
  });
});

describe("for people", () => {
  test.each(records.map((record) => [record.event.type, record] as const))(
    "%s is one line",
    async (_, record) => {
      const line = await createRecordWriter("table", true)(record);
      expect(line).toMatch(/^2023-11-14T22:13:20\.456Z \S+ [^\n]+\n$/);
    },
  );

  test("a task goes by its title, and one that had nothing to do is left out", async () => {
    const write = createRecordWriter("table", false);
    const lines = await Promise.all(everyRunEvent().map((event) => write(runRecord(event))));
    expect(lines.join("")).toContain("do a: ok (1.2 s)");
    expect(lines.join("")).not.toContain("as it should be");
  });

  test("control characters of a host do not reach the terminal", async () => {
    const changes = [{ field: "f" }];
    const event = { type: "task-started", task: "t", title: "a\u001b[2Jb\nc", changes } as const;
    expect(await createRecordWriter("table", false)(runRecord(event))).toContain("ab c …\n");
  });
});
