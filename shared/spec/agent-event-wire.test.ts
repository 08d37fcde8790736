import { expect, test } from "vitest";
import { codecOf } from "../rpc/codec.ts";
import { everyAgentEvent } from "../../test/support/agent-events.ts";
import { everyRunEvent, runRecord } from "../../test/support/runs.ts";
import { fromWireEventRecord, toWireEventRecord } from "./agent-event-wire.ts";

const codec = codecOf("pharos.v1.EventRecord");

test("records of runs and of agents arrive as they were sent", () => {
  const agents = everyAgentEvent().map((event, index) => ({
    host: "master-1",
    sequence: index + 1,
    atMs: 1_700_000_000_456,
    event,
  }));
  const records = [
    ...agents,
    ...everyRunEvent().map((event, index) => runRecord(event, index + 1)),
  ];
  expect(
    records.map((record) =>
      fromWireEventRecord(codec.decode(codec.encode(toWireEventRecord(record)))),
    ),
  ).toEqual(records);
});

test("what only newer agents tell is skipped", () => {
  expect(fromWireEventRecord(codec.decode(new Uint8Array()))).toBeUndefined();
});
