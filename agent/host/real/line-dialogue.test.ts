import { expect, test } from "vitest";
import { openDialogue } from "./line-dialogue.ts";

const LIMIT_MS = 10_000;

test("a program answers one line after the other", async () => {
  const { ask } = openDialogue(["cat"], LIMIT_MS);
  expect(await ask("one")).toEqual({ kind: "line", text: "one\n" });
  expect(await ask("two")).toEqual({ kind: "line", text: "two\n" });
});

test("words on standard error are a complaint, and the program goes on", async () => {
  const { ask } = openDialogue(["sh", "-c", "read a; echo $a >&2; cat"], LIMIT_MS);
  expect(await ask("one")).toEqual({ kind: "complaint" });
  expect(await ask("two")).toEqual({ kind: "line", text: "two\n" });
});

test("an answer that comes in pieces is taken whole", async () => {
  const { ask } = openDialogue(["sh", "-c", "read a; printf begun; read b; echo ,$a"], LIMIT_MS);
  const answer = ask("one\ntwo");
  expect(await answer).toEqual({ kind: "line", text: "begun,one\n" });
});

test.each([
  ["is not there", ["there-is-no-such-program"], LIMIT_MS],
  ["ends", ["true"], LIMIT_MS],
  ["does not answer in time", ["sleep", "600"], 1],
])("a program that %s has ended, for all questions", async (_, argv, limitMs) => {
  const { ask } = openDialogue(argv, limitMs);
  expect(await ask("one")).toEqual({ kind: "ended" });
  expect(await ask("two")).toEqual({ kind: "ended" });
});
