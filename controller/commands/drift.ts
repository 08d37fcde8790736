import { hostsUnreachable } from "../../shared/errors/run-errors.ts";
import type { AgentConnection } from "../../shared/rpc/connect.ts";
import type { HostDrift } from "../../shared/rpc/gen/drift.ts";
import type { CommandContext } from "../cli/command-context.ts";
import { flag, texts } from "../cli/command-option.ts";
import { type CommonInput, defineCommand } from "../cli/command.ts";
import { loadCommandConfig } from "../cli/load-command-config.ts";
import { renderDocument } from "../cli/render-output.ts";
import { openMembers } from "../cluster/open-members.ts";
import { selectHosts } from "../cluster/select-hosts.ts";
import { type CollectedDrift, collectDrift } from "../drift/collect-drift.ts";
import { renderDrift } from "../drift/render-drift.ts";

const hostOption = texts("--host <name>", "only this host, by name or address (repeatable)");

export const drift = defineCommand({
  name: "drift",
  summary: "show what changed on hosts without a run, and what agents did about it",
  description:
    "What agents know from their last look: what differs from the signed spec, since when, by which process if it can be known, and what they put back. Exit code 1 if something differs.",
  options: { host: hostOption },
  examples: [
    { command: "pharosctl drift", description: "a line per host, then what differs or did" },
    { command: "pharosctl drift -v", description: "with all corrections that agents remember" },
    { command: "pharosctl drift --host w1 -o json", description: "one host, for programs" },
  ],
  run: (context, input) =>
    showDrift(context, input, input.options.host, ({ drift: agent }) => agent.getDrift({})),
});

export const driftCheck = defineCommand({
  name: "drift check",
  summary: "let agents look at everything now, and show what differs",
  description:
    "As the agents' own looks do it, without waiting for the next: what the mode lets them they correct. Exit code 1 if something differs.",
  options: { host: hostOption },
  examples: [{ command: "pharosctl drift check", description: "all hosts" }],
  run: (context, input) =>
    showDrift(context, input, input.options.host, ({ drift: agent }) =>
      agent.checkDrift({}, { timeoutMs: LOOK_LIMIT_MS }),
    ),
});

export const driftCorrect = defineCommand({
  name: "drift correct",
  summary: "put back what changed, in any mode, also what agents gave up on",
  description:
    "Makes only what was applied before: for changes of cluster.yml there is `apply`. What disrupts something waits unless --disruptive is given. Exit code 1 if something still differs.",
  options: {
    host: hostOption,
    disruptive: flag("--disruptive", "corrections that restart something, too"),
  },
  examples: [
    { command: "pharosctl drift correct", description: "what disrupts nothing, on all hosts" },
    { command: "pharosctl drift correct --host w1 --disruptive", description: "all of one host" },
  ],
  run: (context, input) =>
    showDrift(context, input, input.options.host, ({ drift: agent }) =>
      agent.correctDrift(
        { disruptive: input.options.disruptive },
        { timeoutMs: CORRECTION_LIMIT_MS },
      ),
    ),
});

const LOOK_LIMIT_MS = 120_000;
/** Packages may have to be fetched. */
const CORRECTION_LIMIT_MS = 15 * 60_000;

const showDrift = async (
  context: CommandContext,
  input: CommonInput,
  hosts: readonly string[],
  ask: (connection: AgentConnection) => Promise<HostDrift>,
): Promise<number> => {
  const cluster = await openMembers(context, await loadCommandConfig(context, input));
  try {
    const collected = await collectDrift(selectHosts(cluster.members, hosts), ask);
    return await writeDrift(context, input, collected);
  } finally {
    cluster.close();
  }
};

const writeDrift = async (
  { stdout, clock }: CommandContext,
  { output, verbose }: CommonInput,
  { hosts, failures }: CollectedDrift,
): Promise<number> => {
  stdout.write(
    output === "table"
      ? renderDrift(hosts, clock.nowMs(), verbose ? Infinity : undefined)
      : await renderDocument({ hosts }, output),
  );
  if (failures.length > 0) throw hostsUnreachable({ hosts: failures.length }, { hosts: failures });
  return hosts.some(({ findings }) => findings.length > 0) ? 1 : 0;
};
