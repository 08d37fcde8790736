import { hostsFailed } from "../../shared/errors/run-errors.ts";
import { toPharosError } from "../../shared/errors/internal-errors.ts";
import { execFailed } from "../../shared/errors/ssh-errors.ts";
import { runStreamed } from "../bootstrap/spawn-ssh.ts";
import { quoteWord } from "../bootstrap/ssh-arguments.ts";
import type { CommandContext } from "../cli/command-context.ts";
import { texts } from "../cli/command-option.ts";
import { createKeptLines } from "../cli/kept-lines.ts";
import { defineCommand } from "../cli/command.ts";
import { loadCommandConfig } from "../cli/load-command-config.ts";
import { renderDocument } from "../cli/render-output.ts";
import { type LoginTarget, readLoginTargets, selectTargets } from "../cluster/login-targets.ts";
import { mapLimited } from "../cluster/map-limited.ts";

export const exec = defineCommand({
  name: "exec",
  summary: "run one command on several hosts at once with the system's ssh",
  description:
    "As the login user of cluster.yml, on all hosts or those named, with the host's name before each line. Exit code 1 if it failed on any host. `-o json` holds the first 10,000 lines of each stream of a host, and says `truncated` where there were more. No shell reads the words: for a pipe say `sh -c '…'`.",
  arguments: [
    {
      name: "command",
      description: "program and arguments, after --",
      required: true,
      variadic: true,
    },
  ],
  takesConfig: false,
  options: {
    host: texts("--host <name>", "only on this host, by name or address (repeatable)"),
  },
  examples: [
    { command: "pharosctl exec -- uptime", description: "on all hosts" },
    {
      command: "pharosctl exec --host w1 --host w2 -- sudo crictl ps",
      description: "on two of them",
    },
  ],
  run: async (context, input) => {
    const loaded = await loadCommandConfig(context, input);
    const targets = selectTargets(await readLoginTargets(context, loaded), input.options.host);
    const isTable = input.output === "table";
    const outcomes = await mapLimited(targets, loaded.config.ssh.parallel, (target) =>
      runOn(target, input.arguments, isTable, context),
    );
    context.signal.throwIfAborted();
    if (input.output !== "table") {
      const hosts = outcomes.map(({ error, ...outcome }) => ({
        ...outcome,
        ...(error === undefined ? {} : { error: error.code }),
      }));
      context.stdout.write(await renderDocument({ hosts }, input.output));
    }
    const failures = outcomes.flatMap(({ host, error }) =>
      error === undefined ? [] : [{ host, error }],
    );
    if (failures.length === 0) return 0;
    // The document has said it all.
    if (!isTable) return 1;
    throw hostsFailed({ failed: failures.length, hosts: outcomes.length }, { hosts: failures });
  },
});

/** Lines kept of each stream of a host for a document. */
const MAX_KEPT_LINES = 10_000;

const runOn = async (
  { name: host, sshArguments, trustPins }: LoginTarget,
  command: readonly string[],
  isShown: boolean,
  { stdout, stderr, signal }: CommandContext,
) => {
  const kept = {
    stdout: createKeptLines(MAX_KEPT_LINES),
    stderr: createKeptLines(MAX_KEPT_LINES),
  };
  const show = { stdout, stderr };
  try {
    await trustPins();
    const exitCode = await runStreamed({
      argv: ["ssh", ...sshArguments, command.map(quoteWord).join(" ")],
      signal,
      onLine: (stream, line) => {
        if (isShown) show[stream].write(`[${host}] ${line}\n`);
        else kept[stream].add(line);
      },
    });
    const isTruncated = kept.stdout.isTruncated() || kept.stderr.isTruncated();
    if (isTruncated)
      stderr.write(
        `warning: ${host} has said more than the document holds: the first ${MAX_KEPT_LINES} lines of each stream; without -o all of it is shown\n`,
      );
    const outcome = {
      host,
      exitCode,
      stdout: kept.stdout.lines,
      stderr: kept.stderr.lines,
      ...(isTruncated ? { truncated: true } : {}),
    };
    return exitCode === 0
      ? { ...outcome, error: undefined }
      : { ...outcome, error: execFailed({ host, program: command[0] ?? "", exitCode }) };
  } catch (error) {
    return { host, exitCode: undefined, stdout: [], stderr: [], error: toPharosError(error) };
  }
};
