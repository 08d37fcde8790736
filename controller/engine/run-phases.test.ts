import { describe, expect, test } from "vitest";
import { hostBusy } from "../../shared/errors/engine-errors.ts";
import { lockLost } from "../../shared/errors/coordination-errors.ts";
import type { Phase, PhaseEvent } from "./phase.ts";
import { runPhases } from "./run-phases.ts";

interface Host {
  readonly name: string;
}
type TestPhase = Phase<undefined, Host>;

const hosts: readonly Host[] = ["m1", "w1", "w2"].map((name) => ({ name }));
const broken = hostBusy({ run: "r0" });

const phase = (title: string, over: Partial<TestPhase> = {}): TestPhase => ({
  title,
  hosts: () => hosts,
  run: async () => undefined,
  ...over,
});

/** A step that ends when it is let go, and tells when it has begun. */
const gate = () => {
  const begun = Promise.withResolvers<void>();
  const open = Promise.withResolvers<void>();
  return {
    begun: begun.promise,
    open: () => open.resolve(),
    pass: async () => {
      begun.resolve();
      await open.promise;
    },
  };
};

const failingOn =
  (...names: readonly string[]): TestPhase["run"] =>
  async (_run, { name }) => {
    if (names.includes(name)) throw broken;
  };

const run = (phases: readonly TestPhase[], signal = new AbortController().signal) => {
  const events: PhaseEvent[] = [];
  const done = runPhases(undefined, phases, {
    emit: (event) => void events.push(event),
    elapsedMs: () => 0,
    signal,
  });
  const steps = (type: PhaseEvent["type"]) =>
    events.flatMap((event) =>
      event.type === type && "host" in event ? [`${event.phase} ${event.host}`] : [],
    );
  return { done, events, steps };
};

const codes = (
  failures: readonly { readonly host: string; readonly error: { readonly code: string } }[],
) => failures.map(({ host, error }) => `${host} ${error.code}`);

describe("hosts", () => {
  test("go through their phases in order, without waiting for each other", async () => {
    const slow = gate();
    const result = run([
      phase("a", { run: (_run, { name }) => (name === "w1" ? slow.pass() : Promise.resolve()) }),
      phase("b"),
    ]);
    await slow.begun;
    await expect.poll(() => result.steps("phase-done")).toContain("b w2");
    expect(result.steps("phase-started")).not.toContain("b w1");
    slow.open();
    expect(await result.done).toEqual([]);
    expect(result.steps("phase-done")).toContain("b w1");
  });

  test("that fail stop for themselves alone and are told once", async () => {
    const { done, steps } = run([phase("a", { run: failingOn("w1") }), phase("b"), phase("c")]);
    expect(codes(await done)).toEqual(["w1 HOST_BUSY"]);
    expect(steps("phase-done")).toEqual(["a m1", "a w2", "b m1", "b w2", "c m1", "c w2"]);
  });

  test("can have their failures told by what has failed before", async () => {
    const told: string[] = [];
    const failures = await runPhases(undefined, [phase("a", { run: failingOn("m1", "w2") })], {
      emit: () => undefined,
      elapsedMs: () => 0,
      signal: new AbortController().signal,
      explain: (error, earlier) => {
        told.push(earlier.map(({ host }) => host).join(" "));
        return error;
      },
    });
    expect(codes(failures)).toEqual(["m1 HOST_BUSY", "w2 HOST_BUSY"]);
    expect(told).toEqual(["", "m1"]);
  });

  test("that throw what is not ours are told as a bug", async () => {
    const { done } = run([phase("a", { run: () => Promise.reject(new TypeError("x")) })]);
    expect(codes(await done)).toEqual(["m1 UNEXPECTED", "w1 UNEXPECTED", "w2 UNEXPECTED"]);
  });
});

describe("a phase", () => {
  const only = (name: string): Partial<TestPhase> => ({
    hosts: () => hosts.filter((host) => host.name === name),
  });
  const workers: Partial<TestPhase> = {
    hosts: () => hosts.filter(({ name }) => name !== "m1"),
  };

  test("begins only when what it needs has ended well on all hosts", async () => {
    const master = gate();
    const { done, steps } = run([
      phase("init", { ...only("m1"), run: master.pass }),
      phase("join", { ...workers, needs: ["init"] }),
    ]);
    await master.begun;
    expect(steps("phase-started")).toEqual(["init m1"]);
    master.open();
    expect(await done).toEqual([]);
    expect(steps("phase-done")).toEqual(["init m1", "join w1", "join w2"]);
  });

  test("is not begun when what it needs has failed, and says so for each host", async () => {
    const { done, steps } = run([
      phase("init", { ...only("m1"), run: failingOn("m1") }),
      phase("join", { ...workers, needs: ["init"] }),
    ]);
    expect(codes(await done)).toEqual(["m1 HOST_BUSY", "w1 PHASE_NEEDED", "w2 PHASE_NEEDED"]);
    expect(steps("phase-started")).toEqual(["init m1"]);
  });

  test("that wants others only settled begins after their failure too", async () => {
    const { done, steps } = run([
      phase("join", { ...workers, run: failingOn("w1") }),
      phase("label", { ...only("m1"), settled: ["join"] }),
    ]);
    expect(codes(await done)).toEqual(["w1 HOST_BUSY"]);
    expect(steps("phase-done")).toEqual(["join w2", "label m1"]);
  });

  test("one by one goes from host to host and stops at the first failure", async () => {
    const order: string[] = [];
    const { done } = run([
      phase("join", {
        order: "one-by-one",
        run: async (_run, { name }) => {
          order.push(`> ${name}`);
          await Promise.resolve();
          order.push(`< ${name}`);
          await failingOn("w1")(undefined, { name });
        },
      }),
    ]);
    expect(codes(await done)).toEqual(["w1 HOST_BUSY", "w2 PHASE_NEEDED"]);
    expect(order).toEqual(["> m1", "< m1", "> w1", "< w1"]);
  });

  test("is skipped with a reason where it says so, and counts as done", async () => {
    const { done, events, steps } = run([
      phase("a", { skip: (_run, { name }) => (name === "w1" ? "nothing to do" : undefined) }),
      phase("b", { needs: ["a"] }),
    ]);
    expect(await done).toEqual([]);
    expect(events).toContainEqual({
      type: "phase-skipped",
      phase: "a",
      host: "w1",
      reason: "nothing to do",
    });
    expect(steps("phase-done")).toContain("b w1");
  });

  test("is told before anything begins, with its hosts and what it waits for", async () => {
    const { done, events } = run([
      phase("init", only("m1")),
      phase("join", { ...workers, needs: ["init"] }),
      phase("label", { ...only("m1"), settled: ["join"] }),
    ]);
    await done;
    expect(events[0]).toEqual({
      type: "phases-planned",
      phases: [
        { phase: "init", hosts: ["m1"], after: [] },
        { phase: "join", hosts: ["w1", "w2"], after: ["init"] },
        { phase: "label", hosts: ["m1"], after: ["join"] },
      ],
    });
  });

  test("without hosts is no obstacle", async () => {
    const { done, steps } = run([phase("a", { hosts: () => [] }), phase("b", { needs: ["a"] })]);
    expect(await done).toEqual([]);
    expect(steps("phase-done")).toHaveLength(3);
  });
});

test("after an abort steps under way end, none is begun, and the reason is told", async () => {
  const first = gate();
  const abort = new AbortController();
  const { done, steps } = run(
    [
      phase("a", { hosts: () => hosts.slice(0, 1), run: first.pass }),
      phase("b", { hosts: () => hosts.slice(0, 1) }),
    ],
    abort.signal,
  );
  await first.begun;
  abort.abort(lockLost({ fencing: 1, newest: 2 }));
  first.open();
  expect(codes(await done)).toEqual(["m1 LOCK_LOST"]);
  expect(steps("phase-done")).toEqual(["a m1"]);
  expect(steps("phase-started")).toEqual(["a m1"]);
});

test("after Ctrl-C a host is told to be interrupted, not broken", async () => {
  const { done } = run([phase("a")], AbortSignal.abort());
  expect(codes(await done)).toEqual([
    "m1 PHASE_INTERRUPTED",
    "w1 PHASE_INTERRUPTED",
    "w2 PHASE_INTERRUPTED",
  ]);
});
