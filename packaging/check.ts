import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";

const root = join(import.meta.dirname, "..");
const tool = (name: string): string => join(root, "node_modules/.bin", name);

interface Check {
  readonly title: string;
  readonly argv: readonly [string, ...string[]];
  readonly remedy: string;
}

const checks: readonly Check[] = [
  {
    title: "generated files are fresh",
    argv: [process.execPath, join(root, "packaging/generate.ts"), "--check"],
    remedy: "npm run generate",
  },
  { title: "format", argv: [tool("oxfmt"), "--check"], remedy: "npm run format" },
  { title: "lint", argv: [tool("oxlint")], remedy: "npm run lint -- --fix mends some" },
  { title: "types", argv: [tool("tsc"), "-p", root], remedy: "the errors are in the code" },
  {
    title: "the CLI on Node 20",
    argv: [tool("tsc"), "-p", join(root, "tsconfig.cli.json")],
    remedy: "it uses what Node 20 does not have",
  },
  {
    title: "dead code",
    argv: [tool("knip"), "--no-progress", "--treat-config-hints-as-errors"],
    remedy: "remove it, or the word export",
  },
];

interface Outcome {
  readonly check: Check;
  readonly passed: boolean;
  readonly output: string;
  readonly seconds: number;
}

/** `npm run check`: all at once; prints what failed with its output and exits with 1. */
const main = async (): Promise<number> => {
  const outcomes = await Promise.all(checks.map(runCheck));
  for (const { check, passed, seconds } of outcomes) {
    process.stdout.write(`${passed ? "ok  " : "FAIL"} ${check.title} (${seconds.toFixed(1)} s)\n`);
  }
  const failed = outcomes.filter(({ passed }) => !passed);
  for (const { check, output } of failed) {
    process.stdout.write(`\n${check.title}: ${check.remedy}\n\n${output.trim()}\n`);
  }
  return failed.length === 0 ? 0 : 1;
};

const runCheck = async (check: Check): Promise<Outcome> => {
  const start = performance.now();
  const [program, ...args] = check.argv;
  // Tools that are scripts find the Node of this project first.
  const env = { ...process.env, PATH: `${tool("")}:${process.env["PATH"] ?? ""}` };
  const child = spawn(program, args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
  const exited = new Promise<number | string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, signal) => resolve(code ?? signal ?? "killed"));
  });
  const [code, stdout, stderr] = await Promise.all([
    exited,
    text(child.stdout),
    text(child.stderr),
  ]);
  const output = typeof code === "number" ? `${stdout}${stderr}` : `${program}: ${code}`;
  return { check, passed: code === 0, output, seconds: (performance.now() - start) / 1000 };
};

process.exitCode = await main();
