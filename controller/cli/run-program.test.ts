import { describe, expect, test } from "vitest";
import { defineError } from "../../shared/errors/define-error.ts";
import type { CommandContext } from "./command-context.ts";
import { choice, flag, text, texts } from "./command-option.ts";
import { type CommonInput, defineCommand } from "./command.ts";
import type { CommandEntry } from "./commands.ts";
import { runProgram } from "./run-program.ts";

const brokenHost = defineError<{ readonly host: string }>({
  code: "BROKEN_HOST",
  blame: "environment",
  message: ({ host }) => `${host} is broken`,
  hint: () => "mend it",
});

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What the command was given. */
  readonly seen: readonly unknown[];
}

const run = async (argv: readonly string[], failure?: Error, aborted = false): Promise<Run> => {
  const out: string[] = [];
  const err: string[] = [];
  const seen: (CommonInput & { readonly options: object; readonly colors: boolean })[] = [];
  const interruption = new AbortController();
  const context: CommandContext = {
    stdout: { write: (chunk) => void out.push(chunk) },
    stderr: { write: (chunk) => void err.push(chunk) },
    stdin: { readAll: async () => "" },
    terminal: {
      isInteractive: false,
      isTTY: true,
      columns: 100,
      colors: true,
      ask: async () => undefined,
    },
    cwd: "/work",
    home: "/home/me",
    environment: {},
    files: { read: async () => undefined, exists: async () => false, write: async () => true },
    clock: { nowMs: () => 0 },
    version: "1.2.3",
    signal: interruption.signal,
  };
  const greet = defineCommand({
    name: "greet",
    aliases: ["hail"],
    summary: "greet hosts",
    arguments: [{ name: "host", description: "whom", required: false }],
    options: {
      loud: flag("--loud", "shout"),
      name: text("--name <name>", "who greets"),
      words: texts("--word <word>", "what to say"),
      tone: choice("--tone <tone>", "how", ["kind", "plain"]),
    },
    examples: [{ command: "pharosctl greet a", description: "greets a" }],
    run: async ({ terminal }, input) => {
      seen.push({ ...input, colors: terminal.colors });
      if (aborted) interruption.abort();
      return await (failure === undefined ? Promise.resolve(0) : Promise.reject(failure));
    },
  });
  const entries: readonly CommandEntry[] = [
    { name: "greet", aliases: ["hail"], summary: "greet hosts", load: async () => greet },
    {
      name: "unloaded",
      summary: "is never loaded",
      load: () => Promise.reject(new Error("loaded")),
    },
  ];
  const code = await runProgram(argv, context, entries);
  return { code, stdout: out.join(""), stderr: err.join(""), seen };
};

const defaults = {
  arguments: [],
  config: "cluster.yml",
  output: "table",
  yes: false,
  quiet: false,
  verbose: false,
};
const unset = { loud: false, name: undefined, words: [], tone: undefined };

describe("a command line", () => {
  test.each([
    [["greet"], { ...defaults, options: unset, colors: true }],
    [
      ["hail", "h", "c.yml"],
      { ...defaults, arguments: ["h"], config: "c.yml", options: unset, colors: true },
    ],
    [["greet", "-c", "c.yml"], { ...defaults, config: "c.yml", options: unset, colors: true }],
    [["-c", "c.yml", "greet"], { ...defaults, config: "c.yml", options: unset, colors: true }],
    [
      ["greet", "-c", "-", "-y", "-q", "-v"],
      {
        ...defaults,
        config: "-",
        yes: true,
        quiet: true,
        verbose: true,
        options: unset,
        colors: true,
      },
    ],
    [
      ["greet", "-o", "json", "--no-color"],
      { ...defaults, output: "json", options: unset, colors: false },
    ],
    [
      ["greet", "--loud", "--name", "n", "--word", "a", "--word", "b", "--tone", "kind"],
      {
        ...defaults,
        options: { loud: true, name: "n", words: ["a", "b"], tone: "kind" },
        colors: true,
      },
    ],
  ])("%j is read", async (argv, input) => {
    expect(await run(argv)).toEqual({ code: 0, stdout: "", stderr: "", seen: [input] });
  });

  test.each([
    [
      ["gret"],
      "unknown command 'gret' (Did you mean greet?)",
      "`pharosctl --help` shows what can be said",
    ],
    [
      ["greet", "--lout"],
      "unknown option '--lout' (Did you mean --loud?)",
      "`pharosctl greet --help` shows what can be said",
    ],
    [
      ["greet", "a", "b", "c"],
      "too many arguments for 'greet'. Expected 2 arguments but got 3: a, b, c.",
      "`pharosctl greet --help` shows what can be said",
    ],
    [
      ["greet", "--name"],
      "option '--name <name>' argument missing",
      "`pharosctl greet --help` shows what can be said",
    ],
    [
      ["greet", "a", "x.yml", "-c", "y.yml"],
      "two files are named: x.yml and, by --config, y.yml",
      "`pharosctl greet --help` shows what can be said",
    ],
  ])("%j is wrong use", async (argv, message, hint) => {
    const { code, stderr, stdout } = await run([...argv, "--no-color"]);
    expect({ code, stderr, stdout }).toEqual({
      code: 2,
      stderr: `error USAGE_INVALID: ${message}\nhint: ${hint}\n`,
      stdout: "",
    });
  });

  test("without a verb shows what there is, as wrong use", async () => {
    const { code, stderr } = await run([]);
    expect(code).toBe(2);
    expect(stderr).toContain("greet hosts");
  });

  test.each([[["--version"]], [["-V"]]])("%j prints the version", async (argv) => {
    expect(await run(argv)).toMatchObject({ code: 0, stdout: "1.2.3\n" });
  });

  test("help lists all verbs without loading them", async () => {
    const { code, stdout } = await run(["--help"]);
    expect(code).toBe(0);
    expect(stdout).toContain("unloaded");
  });

  test("help of a verb has its options, the common ones and examples", async () => {
    const { stdout } = await run(["greet", "--help"]);
    expect(stdout).toContain("--tone <tone>");
    expect(stdout).toContain("--output <format>");
    expect(stdout).toContain("pharosctl greet a");
  });
});

describe("an error", () => {
  const failure = brokenHost(
    { host: "all" },
    { hosts: [{ host: "a", error: brokenHost({ host: "a" }) }] },
  );

  test("has one form for people, with a line per host", async () => {
    expect(await run(["greet", "--no-color"], failure)).toMatchObject({
      code: 1,
      stdout: "",
      stderr:
        "error BROKEN_HOST: all is broken\n  a: BROKEN_HOST: a is broken\n    hint: mend it\nhint: mend it\n",
    });
  });

  test("is coloured on a terminal", async () => {
    expect((await run(["greet"], failure)).stderr).toContain(
      "\u001b[31merror\u001b[0m BROKEN_HOST",
    );
  });

  test("is a document on stdout with -o json", async () => {
    const { stdout, stderr, code } = await run(["greet", "-o", "json"], failure);
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    expect(JSON.parse(stdout)).toMatchObject({
      error: {
        code: "BROKEN_HOST",
        blame: "environment",
        hosts: [{ host: "a", code: "BROKEN_HOST" }],
      },
    });
  });

  test("that is a bug ends with 70 and shows its origin with --verbose", async () => {
    const { code, stderr } = await run(
      ["greet", "--verbose"],
      new TypeError("x is not a function"),
    );
    expect(code).toBe(70);
    expect(stderr).toContain("TypeError: x is not a function");
  });

  test("after an interruption ends with 130", async () => {
    const { code, stderr } = await run(["greet", "--no-color"], new Error("aborted"), true);
    expect(code).toBe(130);
    expect(stderr).toContain("error INTERRUPTED: greet was interrupted");
  });
});
