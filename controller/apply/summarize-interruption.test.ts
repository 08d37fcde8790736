import { expect, test } from "vitest";
import { runStopped } from "../../shared/errors/engine-errors.ts";
import { phaseInterrupted, phaseNeeded, taskFailed } from "../../shared/errors/run-errors.ts";
import { summarizeInterruption } from "./summarize-interruption.ts";

const what = { verb: "apply", run: "r1" } as const;
const task = (code: string) =>
  taskFailed({ task: "packages:host", code, reason: "it broke", hint: "", output: "" });

test("names who stopped and who was through, and keeps only failures of their own", () => {
  const failures = [
    { host: "m1", error: phaseInterrupted({ phase: "join workers" }) },
    { host: "w1", error: task(runStopped.code) },
    { host: "w2", error: task("PROGRAM_FAILED") },
    { host: "w2", error: phaseNeeded({ phase: "p", needed: "q" }) },
  ];
  const error = summarizeInterruption(what, ["m1", "w1", "w2", "w3"], failures);
  expect(error.message).toBe(
    "apply was interrupted: m1, w1, w2 stopped after the task at hand, w3 had all done",
  );
  expect(error.hosts.map(({ host }) => host)).toEqual(["w2"]);
  expect(error.hint).toContain("pharosctl runs show r1");
});

test("many hosts are counted instead of named", () => {
  const names = Array.from({ length: 20 }, (_, index) => `w${index}`);
  const failures = names.map((host) => ({ host, error: task(runStopped.code) }));
  expect(summarizeInterruption(what, names, failures).message).toContain("w7 and 12 more stopped");
});

test.each(["reset", "hosts remove"] as const)(
  "%s is not told by its name alone, which would be of more hosts than were named",
  (verb) => {
    const { hint } = summarizeInterruption({ verb, run: "r1" }, ["w1"], []);
    expect(hint).toContain("run the same command again");
    expect(hint).not.toContain(`pharosctl ${verb}`);
  },
);
