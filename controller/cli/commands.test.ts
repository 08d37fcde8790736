import { describe, expect, test } from "vitest";
import { runCommandLine } from "../../test/support/command-line.ts";
import { commands } from "./commands.ts";
import { buildProgram } from "./program.ts";

/** Names of the verbs that a command line of a shell runs; throws where the parser refuses it. */
const parse = async (line: string): Promise<readonly string[]> => {
  const run: string[] = [];
  const [argv = []] = callsOf(line);
  const context = { terminal: { columns: 80 }, version: "1", stdout: { write: () => undefined } };
  const words = argv.filter((word) => !word.startsWith("-"));
  const program = await buildProgram(commands, words, context, {
    onRun: ({ name }) => void run.push(name),
  });
  program.parse([...argv], { from: "user" });
  return run;
};

/** The words after `pharosctl`, as far as the shell does not take them for itself. */
const callsOf = (line: string): readonly (readonly string[])[] =>
  [...line.matchAll(/pharosctl ([^|<>)]*)/g)].map(([, rest = ""]) =>
    [...rest.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
      ([, double, single, plain]) => double ?? single ?? plain ?? "",
    ),
  );

describe.each(commands.map((entry) => [entry.name, entry] as const))("%s", (_name, entry) => {
  test("says the same in the list and in its module", async () => {
    const { name, summary, aliases } = await entry.load();
    const { load: _load, ...listed } = entry;
    expect({ name, summary, aliases }).toEqual({ aliases: [], ...listed });
  });

  test("has a short summary and examples that call it", async () => {
    const { summary, examples } = await entry.load();
    expect(summary).toMatch(/^[a-z][^\n]{5,70}[^.]$/);
    expect(examples.filter(({ command }) => !command.includes(`pharosctl ${entry.name}`))).toEqual(
      [],
    );
    expect(examples.length).toBeGreaterThan(0);
  });

  test("has examples that the parser takes", async () => {
    const { examples } = await entry.load();
    const named = await Promise.all(examples.map(({ command }) => parse(command)));
    expect(named).toEqual(examples.map(() => [entry.name]));
  });

  test("shows in its help what it takes, and how it is used", async () => {
    const { summary, description, options, arguments: own, examples } = await entry.load();
    const argv = [...entry.name.split(" "), "--help"];
    const { code, stdout, stderr } = await runCommandLine({ home: "/", cwd: "/", argv });
    expect([code, stderr]).toEqual([0, ""]);
    const shown = stdout.replaceAll(/\s+/g, " ");
    const wanted = [
      description ?? summary,
      ...Object.values(options).flatMap(({ flags, description: meaning }) => [flags, meaning]),
      ...own.map((argument) => argument.description),
      ...examples.flatMap(({ command, description: meaning }) => [command, meaning]),
      "-o, --output <format>",
    ];
    expect(wanted.filter((text) => !shown.includes(text.replaceAll(/\s+/g, " ")))).toEqual([]);
  });

  test("has room for cluster.yml after its arguments", async () => {
    const { arguments: own, takesConfig } = await entry.load();
    const hasVariadic = own.some(({ variadic }) => variadic === true);
    expect({ takesConfig, hasVariadic }).not.toEqual({ takesConfig: true, hasVariadic: true });
  });
});

test("no verb is there twice", () => {
  const names = commands.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
  expect(new Set(names).size).toBe(names.length);
});
