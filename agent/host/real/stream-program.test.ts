import { Readable } from "node:stream";
import { expect, onTestFinished, test, vi } from "vitest";
import { collect } from "../../../test/support/collect.ts";
import { programFailed } from "../../../shared/errors/host-errors.ts";
import { streamProgram } from "./stream-program.ts";

const run = (argv: readonly string[], signal = new AbortController().signal) =>
  streamProgram({ argv, signal });

test("gives what a program prints", async () => {
  expect(Buffer.concat([...(await collect(run(["printf", "a\\nb"])))]).toString()).toBe("a\nb");
});

test.each([
  [["sh", "-c", "echo bad >&2; exit 3"], { exitCode: 3, stderr: "bad\n" }],
  [["there-is-no-such-program"], { exitCode: 127 }],
])("%j fails with what it said", async (argv, fields) => {
  await expect(collect(run(argv))).rejects.toMatchObject({ code: programFailed.code, fields });
});

test("a program that nobody reads any more is ended", async () => {
  const lines = run(["sh", "-c", "echo $$; sleep 600"])[Symbol.asyncIterator]();
  const { value } = await lines.next();
  const processId = Number(Buffer.from(value ?? []).toString());
  await lines.return?.();
  await expect.poll(() => isAlive(processId)).toBe(false);
});

test("its end by the signal is no error, also while nothing is printed", async () => {
  const interruption = new AbortController();
  const reading = collect(run(["sleep", "600"], interruption.signal));
  interruption.abort();
  expect(await reading).toEqual([]);
});

test("what comes between two pulls wakes nobody, and is all there", async () => {
  const push = vi.spyOn(Readable.prototype, "push");
  onTestFinished(() => push.mockRestore());
  const script = "echo $$; for i in $(seq 30); do sleep 0.01; echo line $i; done; sleep 0.3";
  const lines = run(["sh", "-c", script])[Symbol.asyncIterator]();
  const first = Buffer.from((await lines.next()).value ?? []).toString();
  await expect.poll(() => isAlive(Number(first.split("\n")[0])), { timeout: 5_000 }).toBe(false);
  // Streams of other tests in this process may still be at work.
  const isOurs = (chunk: unknown): boolean => String(chunk).includes("line ");
  const woken = push.mock.calls.filter(([chunk]) => isOurs(chunk)).length;
  const rest = await collect({ [Symbol.asyncIterator]: () => lines });
  expect((first + Buffer.concat([...rest]).toString()).split("\n")).toHaveLength(32);
  expect(woken).toBeLessThan(6);
});

const isAlive = (processId: number): boolean => {
  try {
    return process.kill(processId, 0);
  } catch {
    return false;
  }
};
