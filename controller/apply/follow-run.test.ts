import { describe, expect, test } from "vitest";
import { hostBusy } from "../../shared/errors/engine-errors.ts";
import { callCancelledError, connectionLostError } from "../../shared/errors/rpc-errors.ts";
import { bastionUnreachable } from "../../shared/errors/ssh-errors.ts";
import { lockLost, noQuorum } from "../../shared/errors/coordination-errors.ts";
import type { RunEvent } from "../../shared/spec/run.ts";
import { toWireRunRecord } from "../../shared/spec/run-record-wire.ts";
import { followRun } from "./follow-run.ts";

const RUN = "r1";
const lost = connectionLostError({ address: "w1", method: "Apply", reason: "cut" });
const started = (profile: "host" | "network"): RunEvent => ({
  type: "run-started",
  profile,
  taskCount: 1,
});
const unchanged = (task: string): RunEvent => ({ type: "task-unchanged", task });
const failed = (task: string): RunEvent => ({
  type: "task-failed",
  task,
  error: { code: "X", blame: "environment", message: "no space", hint: "", fields: {} },
});
const finished: RunEvent = { type: "run-finished", changed: 0, unchanged: 1, failed: 0 };

/** What a call streams: events by their sequence, then its end or its error. */
interface Call {
  readonly from?: number;
  readonly events: readonly RunEvent[];
  readonly error?: Error;
}

/** An agent that answers one call after another with what is given. */
const follow = async (calls: readonly Call[], signal = new AbortController().signal) => {
  const made: string[] = [];
  const told: string[] = [];
  const stream = async function* (what: string) {
    const call = calls[made.length];
    made.push(what);
    for (const [index, event] of (call?.events ?? []).entries()) {
      yield toWireRunRecord({
        run: RUN,
        host: "w1",
        sequence: (call?.from ?? 1) + index,
        atMs: 0,
        event,
      });
    }
    if (call?.error !== undefined) throw call.error;
  };
  const connection = {
    specs: { apply: () => stream("apply") },
    runs: {
      watchRun: ({
        run,
        afterSequence,
      }: {
        readonly run: string;
        readonly afterSequence: number;
      }) => stream(`watch ${run === RUN ? "" : `${run} `}${afterSequence}`),
    },
  };
  const request = {
    spec: undefined,
    run: RUN,
    profile: "PROFILE_NETWORK",
    fencingNumber: 1,
    runSecrets: {},
  } as const;
  let slept = 0;
  const outcome = await followRun(
    // Only two calls of two services are used.
    { specs: { ...unused, ...connection.specs }, runs: { ...unusedRuns, ...connection.runs } },
    request,
    {
      report: ({ event }) => told.push("task" in event ? event.task : event.type),
      sleep: async () => {
        slept += 1;
      },
      elapsedMs: () => slept * 2_000,
      stop: new AbortController().signal,
      signal,
    },
  ).then(
    () => "done",
    (error: unknown) => error,
  );
  return { made, told, outcome, slept };
};

const refuse = () => Promise.reject(new Error("not part of this"));
const unused = { plan: refuse, getSpec: refuse };
const unusedRuns = { listRuns: refuse, getRun: refuse, stopRun: refuse };

describe("a run is followed", () => {
  test("to its end over one connection", async () => {
    const result = await follow([{ events: [started("network"), unchanged("a"), finished] }]);
    expect(result).toEqual({
      made: ["apply"],
      told: ["run-started", "a", "run-finished"],
      outcome: "done",
      slept: 0,
    });
  });

  test("after a break from the last record on, without telling anything twice", async () => {
    const { made, told, outcome } = await follow([
      { from: 7, events: [started("network"), unchanged("a")], error: lost },
      { events: [], error: lost },
      { from: 8, events: [unchanged("a"), unchanged("b"), finished] },
    ]);
    expect(outcome).toBe("done");
    expect(made).toEqual(["apply", "watch 8", "watch 8"]);
    expect(told).toEqual(["run-started", "a", "b", "run-finished"]);
  });

  test("over a bastion that was away for a while", async () => {
    const away = bastionUnreachable({ host: "w1", bastion: "gate", reason: "" });
    const { made, outcome } = await follow([
      { events: [started("network")], error: lost },
      { events: [], error: away },
      { from: 2, events: [finished] },
    ]);
    expect(outcome).toBe("done");
    expect(made).toEqual(["apply", "watch 1", "watch 1"]);
  });

  test("once more when the agent never got the call; earlier profiles of the run are no news", async () => {
    const { made, told, outcome } = await follow([
      { events: [], error: lost },
      { events: [started("host"), failed("x"), finished] },
      { from: 4, events: [started("network"), finished] },
    ]);
    expect(outcome).toBe("done");
    expect(made).toEqual(["apply", "watch 0", "apply"]);
    expect(told).toEqual(["run-started", "run-finished"]);
  });

  test("once more when the agent died in the middle, and only the last try counts", async () => {
    const { made, outcome } = await follow([
      { events: [started("network"), failed("a")], error: lost },
      { events: [] },
      { from: 3, events: [started("network"), unchanged("a"), finished] },
    ]);
    expect(outcome).toBe("done");
    expect(made).toEqual(["apply", "watch 2", "apply"]);
  });

  test("by watching when the host turns out to be at it", async () => {
    const { made, outcome } = await follow([
      { events: [], error: hostBusy({ run: RUN }) },
      { events: [started("network"), finished] },
    ]);
    expect(outcome).toBe("done");
    expect(made).toEqual(["apply", "watch 0"]);
  });

  test("once the host is through with what it had gone on with after a power cut", async () => {
    const busy = hostBusy({ run: "r0" });
    const { made, told, outcome } = await follow([
      { events: [], error: busy },
      { events: [started("host"), unchanged("x")], error: lost },
      { from: 3, events: [failed("y"), finished] },
      { events: [], error: busy },
      { events: [started("host"), unchanged("x"), failed("y"), finished] },
      { events: [started("network"), unchanged("a"), finished] },
    ]);
    expect(outcome).toBe("done");
    const watched = ["watch r0 0", "watch r0 2"];
    expect(made).toEqual(["apply", ...watched, "apply", "watch r0 0", "apply"]);
    expect(told.slice(0, 4)).toEqual(["run-started", "x", "y", "run-finished"]);
    expect(told.slice(-3)).toEqual(["run-started", "a", "run-finished"]);
  });

  test("no further than its end: a break after that is none", async () => {
    const { made, outcome } = await follow([
      { events: [started("network"), finished], error: lost },
    ]);
    expect({ made, outcome }).toEqual({ made: ["apply"], outcome: "done" });
  });
});

describe("it is an error", () => {
  test("when a task failed, named after all records were told", async () => {
    const { told, outcome } = await follow([
      { events: [started("network"), failed("a"), unchanged("b"), finished] },
    ]);
    expect(told).toHaveLength(4);
    expect(outcome).toMatchObject({ code: "TASK_FAILED", fields: { task: "a" } });
  });

  test("when the agent refuses: nothing is tried again", async () => {
    const refusal = lockLost({ fencing: 1, newest: 2 });
    const { made, outcome } = await follow([{ events: [], error: refusal }]);
    expect({ made, outcome }).toEqual({ made: ["apply"], outcome: refusal });
  });

  test("when another run has the host and tells nothing for twenty minutes", async () => {
    const { outcome, slept } = await follow([
      { events: [], error: hostBusy({ run: "r0" }) },
      ...Array.from({ length: 1_000 }, () => ({ events: [], error: lost })),
    ]);
    expect(outcome).toMatchObject({ code: "HOST_BUSY", fields: { run: "r0" } });
    expect(slept).toBe(600);
  });

  test("when another run has the host for an hour", async () => {
    const { outcome, slept } = await follow(
      Array.from({ length: 4_000 }, (_, call) =>
        call % 2 === 0 ? { events: [], error: hostBusy({ run: "r0" }) } : { events: [finished] },
      ),
    );
    expect(outcome).toMatchObject({ code: "HOST_BUSY", fields: { run: "r0" } });
    expect(slept).toBe(1_800);
  });

  test("when another run has the host at Ctrl-C", async () => {
    const busy = hostBusy({ run: "r0" });
    const calls = [
      { events: [], error: busy },
      { events: [], error: callCancelledError({ address: "w1", method: "WatchRun" }) },
    ];
    const { made, outcome } = await follow(calls, AbortSignal.abort());
    expect({ made, outcome }).toEqual({ made: ["apply", "watch r0 0"], outcome: busy });
  });

  test("when nobody answers any more, after a bounded number of tries", async () => {
    const { outcome, slept } = await follow(
      Array.from({ length: 100 }, () => ({ events: [], error: lost })),
    );
    expect(outcome).toBe(lost);
    expect(slept).toBe(60);
  });

  test("when the lock is lost while the agent is cut off, in the lock's own words", async () => {
    const reason = noQuorum({ masters: 1, missing: "m1" });
    const calls = [{ events: [started("network")] }, { events: [] }];
    expect((await follow(calls, AbortSignal.abort(reason))).outcome).toBe(reason);
  });

  test("when the connection breaks after Ctrl-C", async () => {
    const { made, outcome } = await follow([{ events: [], error: lost }], AbortSignal.abort());
    expect({ made, outcome }).toEqual({ made: ["apply"], outcome: lost });
  });
});
