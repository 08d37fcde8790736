import { setTimeout as sleep } from "node:timers/promises";
import { flag, texts } from "../cli/command-option.ts";
import type { CommandContext } from "../cli/command-context.ts";
import { type CommonInput, defineCommand } from "../cli/command.ts";
import { loadCommandConfig } from "../cli/load-command-config.ts";
import { renderDocument } from "../cli/render-output.ts";
import { openMembers } from "../cluster/open-members.ts";
import type { LoadedConfig } from "../config/load-cluster-config.ts";
import { renderWhy } from "../maintenance/render-maintenance.ts";
import { explainHosts } from "../status/explain-hosts.ts";
import { type ClusterStatus, isWell, readStatus, renderStatus } from "../status/read-status.ts";
import { watchStatus } from "../status/watch-status.ts";

export const status = defineCommand({
  name: "status",
  summary: "show the cluster and its hosts at a glance",
  description:
    "Asks every agent, and the Kubernetes API through a master's agent. Exit code 1 if a host does not answer or is not Ready, or a member of etcd is not healthy or has raised an alarm. DRIFT: what differs without a run, and how much of it nobody puts back by itself; `drift` has it in full.",
  options: {
    why: texts("--why <host>", "why this host waits with a reboot or an upgrade (repeatable)"),
    watch: flag("-w, --watch", "show it anew every two seconds, until Ctrl-C"),
  },
  examples: [
    {
      command: "pharosctl status",
      description: "hosts, agents, nodes and what is wrong with them",
    },
    { command: "pharosctl status --watch", description: "in place; elsewhere what has changed" },
    { command: "pharosctl status --why w1", description: "the chain of reasons of one host" },
    { command: "pharosctl status -o json", description: "the same for programs" },
  ],
  run: async (context, input) => {
    const loaded = await loadCommandConfig(context, input);
    if (input.options.why.length > 0) return await tellWhy(context, input, loaded);
    // Connected anew each time: a host that was away, and one that has joined, are found.
    const read = async (): Promise<ClusterStatus> => {
      const cluster = await openMembers(context, loaded);
      try {
        return await readStatus(cluster, () => new Date(context.clock.nowMs()));
      } finally {
        cluster.close();
      }
    };
    if (input.options.watch) {
      await watchStatus(context, {
        read,
        // Ends at once by Ctrl-C.
        sleep: (ms) => sleep(ms, undefined, { signal: context.signal }).catch(() => undefined),
        format: input.output,
      });
      return 130;
    }
    const found = await read();
    context.stdout.write(
      input.output === "table" ? renderStatus(found) : await renderDocument(found, input.output),
    );
    return isWell(found) ? 0 : 1;
  },
});

const tellWhy = async (
  context: CommandContext,
  { options, output }: CommonInput & { readonly options: { readonly why: readonly string[] } },
  loaded: LoadedConfig,
): Promise<number> => {
  const cluster = await openMembers(context, loaded);
  try {
    const hosts = await explainHosts(cluster, options.why);
    const nowMs = context.clock.nowMs();
    context.stdout.write(
      output === "table"
        ? hosts.map((host) => renderWhy(host, nowMs)).join("\n")
        : await renderDocument({ hosts }, output),
    );
    return 0;
  } finally {
    cluster.close();
  }
};
