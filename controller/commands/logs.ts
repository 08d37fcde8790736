import { setTimeout as sleep } from "node:timers/promises";
import type { HostFailure } from "../../shared/errors/pharos-error.ts";
import type { WatchLogsRequest } from "../../shared/rpc/gen/log.ts";
import { flag, severalOf, texts } from "../cli/command-option.ts";
import { defineCommand } from "../cli/command.ts";
import { loadCommandConfig } from "../cli/load-command-config.ts";
import { openMembers } from "../cluster/open-members.ts";
import { selectHosts } from "../cluster/select-hosts.ts";
import { chooseSources, logSources, logUnits, toWireSource } from "../logs/log-entry.ts";
import { readLogs } from "../logs/read-logs.ts";
import { endOfTail, readTail, tailOptions } from "../logs/tail.ts";
import { renderLogEntry } from "../logs/render-log-entry.ts";

export const logs = defineCommand({
  name: "logs",
  summary: "show or follow the hosts' logs, several at once in order of time",
  description:
    "From the hosts' journals through their agents, without SSH: of the agent, kubelet, container runtime, the API's endpoint on the host and the kernel; output of containers is not among it.",
  options: {
    host: texts("--host <name>", "only this host, by name or address (repeatable)"),
    source: severalOf("--source <source>", "only lines of this (repeatable)", logSources),
    unit: severalOf("-u, --unit <unit>", "the same by the systemd unit (repeatable)", logUnits),
    ...tailOptions,
    follow: flag("-f, --follow", "go on with lines as they come, until Ctrl-C"),
  },
  examples: [
    { command: "pharosctl logs --unit kubelet --since 10m", description: "of all hosts" },
    { command: "pharosctl logs --host m1 --follow", description: "all of one host, as it comes" },
    { command: "pharosctl logs -f -o json", description: "a JSON object a line, for programs" },
  ],
  run: async (context, input) => {
    const { withinMs, limit: lines } = readTail(input.options, "logs");
    const { source, unit, follow } = input.options;
    const request: WatchLogsRequest = {
      sources: chooseSources(source, unit).map(toWireSource),
      withinMs,
      lines,
      follow,
      batches: true,
    };
    const cluster = await openMembers(context, await loadCommandConfig(context, input));
    const failures: HostFailure[] = [];
    try {
      const entries = readLogs(selectHosts(cluster.members, input.options.host), request, {
        signal: context.signal,
        sleep: (ms) => sleep(ms),
        elapsedMs: () => performance.now(),
        onFailure: (failure) => {
          failures.push(failure);
          if (request.follow)
            context.stderr.write(
              `[${failure.host}] ${failure.error.code}: ${failure.error.message}\n`,
            );
        },
      });
      for await (const entry of entries)
        context.stdout.write(await renderLogEntry(entry, input.output));
      return endOfTail(context.signal, failures);
    } finally {
      cluster.close();
    }
  },
});
