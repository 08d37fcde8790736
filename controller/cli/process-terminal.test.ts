import { describe, expect, test } from "vitest";
import { makeProcessTerminal, type TerminalProcess } from "./process-terminal.ts";

/** This process, with a terminal and this environment. */
const processWith = (env: Readonly<Record<string, string>>): TerminalProcess => {
  const stdout: NodeJS.WriteStream = Object.create(process.stdout, { isTTY: { value: true } });
  const made: TerminalProcess = Object.create(process, {
    env: { value: env },
    stdout: { value: stdout },
  });
  return made;
};

const colorsOf = (env: Readonly<Record<string, string>>): boolean =>
  makeProcessTerminal(processWith(env), new AbortController().signal).terminal.colors;

describe("a terminal", () => {
  test("has colours, unless NO_COLOR says something", () => {
    expect(colorsOf({ TERM: "xterm" })).toBe(true);
    expect(colorsOf({ TERM: "xterm", NO_COLOR: "" })).toBe(true);
    expect(colorsOf({ TERM: "xterm", NO_COLOR: "1" })).toBe(false);
    expect(colorsOf({ TERM: "xterm", NO_COLOR: "0" })).toBe(false);
  });

  test("that is dumb has none", () => {
    expect(colorsOf({ TERM: "dumb" })).toBe(false);
  });
});
