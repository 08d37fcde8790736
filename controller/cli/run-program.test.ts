import { describe, expect, test } from "vitest";
import { defineError } from "../../shared/errors/define-error.ts";
import type { CommandContext } from "./command-context.ts";
import { choice, flag, severalOf, text, texts } from "./command-option.ts";
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
    files: {
      read: async () => undefined,
      exists: async () => false,
      list: async () => undefined,
      write: async () => true,
    },
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
  const list = defineCommand({
    name: "list",
    summary: "list things",
    options: { kind: severalOf("--kind <kind>", "of which kind", ["big", "small"]) },
    examples: [],
    run: async (_context, input) => {
      seen.push({ ...input, colors: true });
      return 0;
    },
  });
  const listShow = defineCommand({
    ...twoWords,
    name: "list show",
    run: async (_context, input) => {
      seen.push({ ...input, colors: true });
      return 7;
    },
  });
  const entries: readonly CommandEntry[] = [
    { name: "list", summary: "list things", load: async () => list },
    { name: "list show", summary: "show one thing", load: async () => listShow },
    {
      name: "keys add",
      summary: "is never loaded",
      load: () => Promise.reject(new Error("loaded")),
    },
    {
      name: "keys drop",
      summary: "is never loaded either",
      load: () => Promise.reject(new Error("loaded")),
    },
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

const twoWords = {
  summary: "show one thing",
  arguments: [{ name: "thing", description: "which", required: true }],
  options: {},
  examples: [{ command: "pharosctl list show a", description: "shows a" }],
} as const;

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

  test("help is said in one way, before a verb or after it, and is no error", async () => {
    const help = await run(["--help"]);
    expect(await run(["help"])).toEqual(help);
    expect(await run(["help", "greet"])).toEqual(await run(["greet", "-h"]));
    expect(await run(["help", "list", "show"])).toEqual(await run(["list", "show", "--help"]));
    expect(help).toMatchObject({ code: 0, stderr: "" });
  });

  test.each([
    ["help", "gret"],
    ["gret", "--help"],
  ])("of a verb that is not there (%s %s) is an error that names the nearest", async (...argv) => {
    const { code, stdout, stderr } = await run(argv);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("unknown command 'gret' (Did you mean greet?)");
  });

  test("help of a verb has its options, the common ones and examples", async () => {
    const { stdout } = await run(["greet", "--help"]);
    expect(stdout).toContain("--tone <tone>");
    expect(stdout).toContain("--output <format>");
    expect(stdout).toContain("pharosctl greet a");
  });
});

describe("a verb of several words", () => {
  test.each([
    [["list"], 0, { ...defaults, options: { kind: [] } }],
    [["list", "c.yml"], 0, { ...defaults, config: "c.yml", options: { kind: [] } }],
    [["list", "show", "a"], 7, { ...defaults, arguments: ["a"], options: {} }],
    [
      ["list", "-o", "json", "show", "a", "c.yml"],
      7,
      { ...defaults, output: "json", arguments: ["a"], config: "c.yml", options: {} },
    ],
    [
      ["list", "--kind", "small", "--kind", "big"],
      0,
      { ...defaults, options: { kind: ["big", "small"] } },
    ],
  ])("%j is told from its first word", async (argv, code, input) => {
    const { seen, stderr, code: found } = await run(argv);
    expect({ stderr, found, seen }).toEqual({
      stderr: "",
      found: code,
      seen: [{ ...input, colors: true }],
    });
  });

  test.each([
    [["list", "show"], "missing required argument 'thing'", "list show"],
    [
      ["list", "--kind", "middle"],
      "option '--kind <kind>' argument 'middle' is invalid. Allowed choices are big, small.",
      "list",
    ],
    [["keys", "ad"], "unknown command 'ad' (Did you mean add?)", "keys"],
  ])("%j is wrong use of it", async (argv, message, verb) => {
    const { code, stderr } = await run([...argv, "--no-color"]);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `error USAGE_INVALID: ${message}\nhint: \`pharosctl ${verb} --help\` shows what can be said\n`,
    });
  });

  test("is in the help of its first word, which the list of verbs shows once", async () => {
    expect((await run(["list", "--help"])).stdout).toMatch(/show .*show one thing/);
    const { stdout } = await run(["--help"]);
    expect(stdout).toMatch(/list .*list things/);
    expect(stdout).toMatch(/keys +add, drop/);
  });

  test("has help of its own", async () => {
    expect((await run(["list", "show", "--help"])).stdout).toContain("pharosctl list show a");
  });

  test("without its second word shows what there is, as wrong use", async () => {
    const { code, stderr } = await run(["keys"]);
    expect(code).toBe(2);
    expect(stderr).toContain("is never loaded either");
  });
});

test("what follows -- is the command's own", async () => {
  const { seen, code } = await run(["list", "show", "--", "-o"]);
  expect({ code, seen }).toMatchObject({ code: 7, seen: [{ arguments: ["-o"], output: "table" }] });
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
