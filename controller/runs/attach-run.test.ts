import { expect, test } from "vitest";
import { connectInMemory } from "../../test/support/in-memory-connection.ts";
import { runRecord } from "../../test/support/runs.ts";
import { runServiceRoutes, type RunServiceHandlers } from "../../shared/rpc/gen/run-service.ts";
import { callRefusedError } from "../../shared/errors/rpc-errors.ts";
import { runNotFound } from "../../shared/errors/engine-errors.ts";
import { toWireRunRecord } from "../../shared/spec/run-record-wire.ts";
import { attachRun, type AttachPorts } from "./attach-run.ts";

const wireRecord = (sequence: number) =>
  toWireRunRecord(runRecord({ type: "task-unchanged", task: `t${sequence}` }, sequence));

const missing = () => {
  throw new Error("the test has no handler for this");
};

/** A host whose journal has records up to `last`. */
const hostWith = (last: number, handlers: Partial<RunServiceHandlers> = {}) => ({
  connection: connectInMemory(
    runServiceRoutes({
      listRuns: missing,
      stopRun: missing,
      getRun: async ({ run }) => {
        if (last === 0) throw runNotFound({ run });
        return { summary: undefined, records: [wireRecord(last)] };
      },
      watchRun: async function* ({ afterSequence }) {
        for (let sequence = afterSequence + 1; sequence <= last; sequence += 1)
          yield wireRecord(sequence);
      },
      ...handlers,
    }),
    { kind: "operator", name: "vera", role: "viewer", serial: "00" },
  ),
});

const attach = async (
  sinceNow: boolean,
  hosts: readonly ReturnType<typeof hostWith>[],
  ports: Partial<AttachPorts> = {},
) => {
  const seen: number[] = [];
  let nowMs = 0;
  const failures = await attachRun("r", sinceNow, {
    hosts: hosts.map((host, index) => ({ name: `h${index}`, ...host })),
    readOrderedRun: async () => ({ isKnown: true }),
    report: ({ sequence }) => void seen.push(sequence),
    sleep: async (ms) => void (nowMs += ms),
    elapsedMs: () => nowMs,
    signal: new AbortController().signal,
    ...ports,
  });
  return { seen: seen.toSorted((a, b) => a - b), failures };
};

test("all hosts tell what their journals have", async () => {
  expect(await attach(false, [hostWith(2), hostWith(3)])).toEqual({
    seen: [1, 1, 2, 2, 3],
    failures: [],
  });
});

test("--since-now leaves out what there was, and a host that has not begun has nothing", async () => {
  expect(await attach(true, [hostWith(2), hostWith(0)])).toEqual({ seen: [], failures: [] });
});

test("it waits while the run's controller holds the lock, and no longer", async () => {
  const answers = [{ isKnown: true, run: "r" }, { isKnown: false }] as const;
  let asked = 0;
  const { seen } = await attach(false, [hostWith(1)], {
    readOrderedRun: async () => answers[asked++] ?? { isKnown: true, run: "another" },
  });
  expect({ seen, asked }).toEqual({ seen: [1], asked: 3 });
});

test("masters that stay away do not keep it waiting for ever", async () => {
  let asked = 0;
  const { seen } = await attach(false, [hostWith(1)], {
    readOrderedRun: async () => (asked++ === 0 ? { isKnown: true, run: "r" } : { isKnown: false }),
  });
  expect(seen).toEqual([1]);
});

test("a host that cannot be followed does not end the others", async () => {
  const refusing = hostWith(0, {
    watchRun: async function* () {
      yield await Promise.reject(callRefusedError({ method: "m", role: "viewer" }));
    },
  });
  const { seen, failures } = await attach(false, [refusing, hostWith(1)]);
  expect(seen).toEqual([1]);
  expect(failures).toMatchObject([{ host: "h0", error: { code: callRefusedError.code } }]);
});
