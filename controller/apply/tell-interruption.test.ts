import { expect, test } from "vitest";
import { type InterruptibleRun, tellInterruption } from "./tell-interruption.ts";

/** What is written at the first and at the second Ctrl-C. */
const told = (run: InterruptibleRun): readonly string[] => {
  const [first, second] = [new AbortController(), new AbortController()];
  const written: string[] = [];
  const stderr = { write: (text: string) => void written.push(text) };
  const end = tellInterruption({ stderr, signal: first.signal, departure: second.signal }, run);
  first.abort();
  second.abort();
  end();
  return written;
};

test("apply goes on by its name, with the file that was named", () => {
  const [first, second] = told({ verb: "apply", run: "r1", config: "a.yml" });
  expect(first).toContain("Ctrl-C again leaves at once");
  expect(second).toContain(
    "`pharosctl attach r1 a.yml` follows them, `pharosctl apply a.yml` goes",
  );
});

test.each(["reset", "hosts remove"] as const)(
  "%s goes on as it was said: without the hosts that were named it would be of more",
  (verb) => {
    const [, second] = told({ verb, run: "r1", config: "cluster.yml" });
    expect(second).toContain("`pharosctl attach r1` follows them, the same command goes on");
    expect(second).not.toContain(`pharosctl ${verb}`);
  },
);
