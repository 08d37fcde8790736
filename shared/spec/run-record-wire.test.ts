import { describe, expect, test } from "vitest";
import { everyRunEvent, runRecord } from "../../test/support/runs.ts";
import { messageInvalidError } from "../errors/rpc-errors.ts";
import { codecOf } from "../rpc/codec.ts";
import { fromWireRunRecord, toWireRunRecord } from "./run-record-wire.ts";

const codec = codecOf("pharos.v1.RunRecord");

describe("a record on the wire", () => {
  test.each(everyRunEvent().map((event) => [event.type, event] as const))(
    "comes back as it was: %s",
    (_type, event) => {
      const record = runRecord(event, 3);
      expect(fromWireRunRecord(codec.decode(codec.encode(toWireRunRecord(record))))).toStrictEqual(
        record,
      );
    },
  );

  test("is no record when its event is known to newer versions only", () => {
    const record = {
      ...toWireRunRecord(runRecord({ type: "task-unchanged", task: "a" })),
      event: {},
    };
    expect(fromWireRunRecord(codec.decode(codec.encode(record)))).toBeUndefined();
  });

  test("is refused without its place", () => {
    const record = {
      ...toWireRunRecord(runRecord({ type: "task-unchanged", task: "a" })),
      sequence: 0,
    };
    expect(() => fromWireRunRecord(record)).toThrow(
      expect.objectContaining({ code: messageInvalidError.code }),
    );
  });
});
