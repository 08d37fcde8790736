import { usageInvalid } from "../../shared/errors/cli-errors.ts";
import { removalFailed } from "../../shared/errors/removal-errors.ts";
import { notConfirmed } from "../../shared/errors/run-errors.ts";
import { runInterruptible } from "../apply/run-interruptible.ts";
import { defineCommand } from "../cli/command.ts";
import { flag, text } from "../cli/command-option.ts";
import { confirm } from "../cli/confirm.ts";
import { loadCommandConfig } from "../cli/load-command-config.ts";
import { renderEvent } from "../cli/render-output.ts";
import { openMembers } from "../cluster/open-members.ts";
import { parseDurationMs } from "../config/duration.ts";
import type { LoadedConfig } from "../config/load-cluster-config.ts";
import { performRemoval } from "../remove/perform-removal.ts";
import { type PreparedRemoval, prepareRemoval } from "../remove/prepare-removal.ts";

const DEFAULT_DRAIN = "15m";

export const hostsRemove = defineCommand({
  name: "hosts remove",
  summary: "take a host out of the cluster, whether it answers or not",
  description:
    "A host that answers is drained and made bare again. One that does not is taken out all the same, and fenced should it come back. Whether etcd keeps its majority is asked before anything is done.",
  arguments: [{ name: "host", description: "its name or address", required: true }],
  options: {
    gone: flag("--gone", "do not ask its agent: neither drain nor reset it, even if it answers"),
    drainTimeout: text(
      "--drain-timeout <duration>",
      `how long pods have to leave (default ${DEFAULT_DRAIN})`,
    ),
  },
  examples: [
    { command: "pharosctl hosts remove w2", description: "after a question" },
    {
      command: "pharosctl hosts remove m1 --yes",
      description: "a master that will not come back, without a question",
    },
  ],
  run: async (context, input) => {
    const { gone, drainTimeout = DEFAULT_DRAIN } = input.options;
    const drainLimitMs = parseDurationMs(drainTimeout);
    if (drainLimitMs === undefined)
      throw usageInvalid({
        reason: `--drain-timeout ${drainTimeout} is no duration`,
        verb: "hosts remove",
      });
    const loaded = await loadCommandConfig(context, input);
    const cluster = await openMembers(context, loaded);
    try {
      const prepared = await prepareRemoval(cluster, input.arguments[0] ?? "", {
        isGone: gone,
        hasOwnEtcd: loaded.config.etcd?.endpoints === undefined,
      });
      const { name } = prepared.member;
      context.stderr.write(`${describe(prepared)}\n`);
      const yes = await confirm(context, "Remove it?", {
        yes: input.yes,
        defaultAnswer: false,
        verb: "hosts remove",
      });
      if (!yes) throw notConfirmed({});
      const { signal } = context;
      const { failures } = await runInterruptible(context, input, {
        verb: "hosts remove",
        hosts: [name],
        work: (progress, run) =>
          performRemoval({ ...prepared, cluster, drainLimitMs, progress, run, signal }),
      });
      if (failures.length > 0) throw removalFailed({ host: name }, { hosts: failures });
      if (!input.quiet) context.stderr.write(`${tellEnd(prepared, loaded)}\n`);
      if (input.output !== "table") {
        const finished = { type: "finished", cluster: cluster.keystore.cluster.name };
        context.stdout.write(await renderEvent(finished, input.output));
      }
      return 0;
    } finally {
      cluster.close();
    }
  },
});

const describe = ({ member, host, hasEtcdMember }: PreparedRemoval): string => {
  const { name, role, state } = member;
  if (state === "removed")
    return host === undefined
      ? `${name} was removed before; what the cluster still has of it will go.`
      : `${name} was removed before and has come back: everything on it that belongs to the cluster will be removed.`;
  const vote = hasEtcdMember ? ", and its vote in etcd" : "";
  return host === undefined
    ? `${role} ${name} will be taken out of the cluster${vote}. Its agent is not asked: what is on it stays.`
    : `${role} ${name} will be drained and taken out of the cluster${vote}; everything on it that belongs to the cluster will be removed.`;
};

const tellEnd = ({ member, host }: PreparedRemoval, { config }: LoadedConfig): string => {
  const { name, address } = member;
  const lines = [
    host === undefined
      ? `${name} is no member any more. Should it come back, its agent ends what runs there as soon as it hears of that.`
      : `${name} is no member any more and bare again.`,
    ...(config.hosts.some((one) => one.address === address)
      ? [`notice: ${address} is still in cluster.yml: the next apply lets it join again`]
      : []),
  ];
  return lines.join("\n");
};
