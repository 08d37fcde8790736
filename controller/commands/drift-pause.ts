import { hostsUnreachable } from "../../shared/errors/run-errors.ts";
import type { AgentConnection } from "../../shared/rpc/connect.ts";
import type { HostDrift } from "../../shared/rpc/gen/drift.ts";
import type { CommandContext } from "../cli/command-context.ts";
import { type CommonInput, defineCommand } from "../cli/command.ts";
import { loadCommandConfig } from "../cli/load-command-config.ts";
import { renderDocument } from "../cli/render-output.ts";
import { renderInstant } from "../cli/render-time.ts";
import { openMembers } from "../cluster/open-members.ts";
import { selectHosts } from "../cluster/select-hosts.ts";
import { collectDrift, type DriftOfHost } from "../drift/collect-drift.ts";
import { pauseOptions, readPause } from "./pause-options.ts";

const hostArgument = { name: "host", description: "its name or address", required: true } as const;

export const driftPause = defineCommand({
  name: "drift pause",
  summary: "let a host's agent correct nothing for some time",
  description:
    "The agent goes on looking and telling; it corrects again when the time is over, or after `drift resume`. An apply is not held up.",
  arguments: [hostArgument],
  options: pauseOptions,
  examples: [
    {
      command: 'pharosctl drift pause w1 --reason "looking into the disk" --for 2h',
      description: "two hours at most",
    },
  ],
  run: async (context, input) => {
    const pause = readPause(input.options, "drift pause");
    return await tellHost(context, input, (agent) => agent.pauseDrift(pause));
  },
});

export const driftResume = defineCommand({
  name: "drift resume",
  summary: "end a pause: the host's agent corrects again at once",
  arguments: [hostArgument],
  options: {},
  examples: [{ command: "pharosctl drift resume w1", description: "before its time is over" }],
  run: (context, input) => tellHost(context, input, (agent) => agent.resumeDrift({})),
});

const tellHost = async (
  context: CommandContext,
  input: CommonInput,
  tell: (agent: AgentConnection["drift"]) => Promise<HostDrift>,
): Promise<number> => {
  const cluster = await openMembers(context, await loadCommandConfig(context, input));
  try {
    const chosen = selectHosts(cluster.members, input.arguments);
    const { hosts, failures } = await collectDrift(chosen, ({ drift }) => tell(drift));
    context.stdout.write(
      input.output === "table"
        ? hosts.map(toLine).join("")
        : await renderDocument({ hosts }, input.output),
    );
    if (failures.length > 0)
      throw hostsUnreachable({ hosts: failures.length }, { hosts: failures });
    return 0;
  } finally {
    cluster.close();
  }
};

const toLine = ({ host, pause }: DriftOfHost): string =>
  pause === undefined
    ? `${host}: corrects drift\n`
    : `${host}: paused until ${renderInstant(pause.untilMs)}\n`;
