import { expect, test } from "vitest";
import type { Terminal } from "./command-context.ts";
import { confirm } from "./confirm.ts";

const terminal = (
  answer: string | undefined,
  isInteractive = true,
): { readonly terminal: Terminal } => ({
  terminal: { isInteractive, isTTY: true, columns: 80, colors: false, ask: async () => answer },
});
const options = { yes: false, defaultAnswer: false, verb: "reset" };

test.each([
  ["y", false, true],
  ["YES ", false, true],
  ["n", true, false],
  ["", true, true],
  ["", false, false],
  ["maybe", true, false],
])("%j with default %s is %s", async (answer, defaultAnswer, expected) => {
  expect(await confirm(terminal(answer), "Go on?", { ...options, defaultAnswer })).toBe(expected);
});

test("--yes answers for everybody", async () => {
  expect(await confirm(terminal(undefined, false), "Go on?", { ...options, yes: true })).toBe(true);
});

test("without a terminal it cannot be asked", async () => {
  await expect(confirm(terminal("y", false), "Go on?", options)).rejects.toMatchObject({
    code: "CONFIRMATION_IMPOSSIBLE",
  });
});

test("the end of input is an interruption", async () => {
  await expect(confirm(terminal(undefined), "Go on?", options)).rejects.toMatchObject({
    code: "INTERRUPTED",
  });
});
