import { expect, test } from "vitest";
import { PROGRAM_ENVIRONMENT, spawnProgram } from "./spawn-program.ts";

const LIMIT_MS = 10_000;
const sh = (script: string) => ["sh", "-c", script];

test("a program's output and exit code are its result", async () => {
  const result = await spawnProgram({
    argv: sh("echo out; echo err >&2; exit 3"),
    limitMs: LIMIT_MS,
  });
  expect(result).toMatchObject({ exitCode: 3, stdout: "out\n", stderr: "err\n" });
});

test("words are handed over as they are, no shell reads them", async () => {
  const { stdout } = await spawnProgram({
    argv: ["printf", "%s|", "a b", "$HOME", "*"],
    limitMs: LIMIT_MS,
  });
  expect(stdout).toBe("a b|$HOME|*|");
});

test("the environment is the fixed one and nothing else", async () => {
  const { stdout } = await spawnProgram({ argv: ["env"], limitMs: LIMIT_MS });
  const names = stdout
    .trim()
    .split("\n")
    .map((line) => line.split("=")[0]);
  expect(new Set(names)).toEqual(new Set(Object.keys(PROGRAM_ENVIRONMENT)));
});

test("a program that is not there has exit code 127", async () => {
  expect((await spawnProgram({ argv: ["no-such-program"], limitMs: LIMIT_MS })).exitCode).toBe(127);
});

test("a killed program has exit code 128 and its signal", async () => {
  expect((await spawnProgram({ argv: sh("kill -9 $$"), limitMs: LIMIT_MS })).exitCode).toBe(137);
});

test("a program past its limit is ended with its children", async () => {
  const run = spawnProgram({ argv: sh("sleep 60 & wait"), limitMs: 100 });
  await expect(run).rejects.toMatchObject({ code: "PROGRAM_TIMED_OUT" });
});

test("a program that prints without end is ended", async () => {
  const run = spawnProgram({ argv: ["yes"], limitMs: LIMIT_MS, limitBytes: 10_000 });
  await expect(run).rejects.toMatchObject({ code: "PROGRAM_OUTPUT_TOO_LARGE" });
});

test("an abort ends the program and its reason is the rejection", async () => {
  const abort = new AbortController();
  const run = spawnProgram({ argv: ["sleep", "60"], limitMs: LIMIT_MS, signal: abort.signal });
  abort.abort(new Error("stopped"));
  await expect(run).rejects.toThrow("stopped");
});
