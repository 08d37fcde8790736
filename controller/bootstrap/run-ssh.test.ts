import { expect, test } from "vitest";
import { opensshMissing } from "../../shared/errors/ssh-errors.ts";
import { runSsh } from "./run-ssh.ts";

const LIMIT_MS = 10_000;
const never = new Promise<never>(() => undefined);

test("input is written, output and exit code come back", async () => {
  const result = await runSsh({
    argv: ["sh", "-c", "cat; echo oops >&2; exit 3"],
    input: "hello",
    limitMs: LIMIT_MS,
  });
  expect(result).toEqual({ exitCode: 3, stdout: "hello", stderr: "oops\n", timedOut: false });
});

test("an input that waits for an answer does not outlive the program", async () => {
  async function* input() {
    yield Buffer.from("start\n");
    await never;
  }
  const result = await runSsh({
    argv: ["sh", "-c", "read line; exit 255"],
    input: input(),
    limitMs: LIMIT_MS,
  });
  expect(result.exitCode).toBe(255);
});

test("an input that fails ends the program and is the error", async () => {
  async function* input() {
    yield Buffer.from("first\n");
    throw new Error("the file went away");
  }
  const run = runSsh({ argv: ["cat"], input: input(), limitMs: LIMIT_MS });
  await expect(run).rejects.toThrow("the file went away");
});

test("a program that takes too long is ended and told apart from one that failed", async () => {
  const result = await runSsh({ argv: ["sleep", "60"], limitMs: 50 });
  expect(result).toMatchObject({ timedOut: true, exitCode: undefined });
});

test("an abort that came before ends the program at once", async () => {
  const result = await runSsh({
    argv: ["sleep", "60"],
    limitMs: LIMIT_MS,
    signal: AbortSignal.abort(),
  });
  expect(result).toMatchObject({ timedOut: false, exitCode: undefined });
});

test("a program that is not there is told by name, not as an answer of the host", async () => {
  const run = runSsh({ argv: ["pharos-no-such-ssh"], input: "x", limitMs: LIMIT_MS });
  expect(opensshMissing.is(await run.catch((error: unknown) => error))).toBe(true);
});

test("a large input passes at the pace of its reader", async () => {
  async function* input() {
    for (let index = 0; index < 64; index += 1) yield Buffer.alloc(65_536, "x");
  }
  const result = await runSsh({ argv: ["wc", "-c"], input: input(), limitMs: LIMIT_MS });
  expect(result.stdout.trim()).toBe(String(64 * 65_536));
});

test("a dialogue sees the output as it comes", async () => {
  const answer = Promise.withResolvers<string>();
  async function* input() {
    yield Buffer.from("question\n");
    yield Buffer.from(`${await answer.promise} again\n`);
  }
  const { stdout } = await runSsh({
    argv: ["sh", "-c", "read a; echo got; read b; echo $b"],
    input: input(),
    limitMs: LIMIT_MS,
    onOutput: (text) => answer.resolve(text.trim()),
  });
  expect(stdout).toBe("got\ngot again\n");
});
