import { setTimeout as sleep } from "node:timers/promises";
import { usageInvalid } from "../../shared/errors/cli-errors.ts";
import type { HostFailure } from "../../shared/errors/pharos-error.ts";
import { hostsUnreachable } from "../../shared/errors/run-errors.ts";
import type { WatchLogsRequest } from "../../shared/rpc/gen/log.ts";
import { flag, severalOf, text, texts } from "../cli/command-option.ts";
import { defineCommand } from "../cli/command.ts";
import { loadCommandConfig } from "../cli/load-command-config.ts";
import { openMembers } from "../cluster/open-members.ts";
import { selectHosts } from "../cluster/select-hosts.ts";
import { parseDurationMs } from "../config/duration.ts";
import { type LogSourceName, logSources, toWireSource } from "../logs/log-entry.ts";
import { readLogs } from "../logs/read-logs.ts";
import { renderLogEntry } from "../logs/render-log-entry.ts";

export const logs = defineCommand({
  name: "logs",
  summary: "show or follow the hosts' logs, several at once in order of time",
  description:
    "From the hosts' journals through their agents, without SSH: of the agent, kubelet, container runtime, the API's endpoint on the host and the kernel; output of containers is not among it.",
  options: {
    host: texts("--host <name>", "only this host, by name or address (repeatable)"),
    source: severalOf("--source <source>", "only lines of this (repeatable)", logSources),
    since: text("--since <duration>", "no older than this, such as 10m or 2h"),
    lines: text("-n, --lines <count>", "of each host the newest (default 100; 10000 with --since)"),
    follow: flag("-f, --follow", "go on with lines as they come, until Ctrl-C"),
  },
  examples: [
    { command: "pharosctl logs --source kubelet --since 10m", description: "of all hosts" },
    { command: "pharosctl logs --host m1 --follow", description: "all of one host, as it comes" },
    { command: "pharosctl logs -f -o json", description: "a JSON object a line, for programs" },
  ],
  run: async (context, input) => {
    const request = readRequest(input.options);
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
      // Ctrl-C is how to leave what has no end, no error.
      if (context.signal.aborted) return 130;
      if (failures.length > 0)
        throw hostsUnreachable({ hosts: failures.length }, { hosts: failures });
      return 0;
    } finally {
      cluster.close();
    }
  },
});

interface LogOptions {
  readonly source: readonly LogSourceName[];
  readonly since: string | undefined;
  readonly lines: string | undefined;
  readonly follow: boolean;
}

const USUAL_LINES = 100;
const MOST_LINES = 10_000;

const readRequest = ({ source, since, lines, follow }: LogOptions): WatchLogsRequest => {
  const withinMs = since === undefined ? undefined : parseDurationMs(since);
  if (since !== undefined && withinMs === undefined)
    throw usageInvalid({ reason: `--since ${since} is no duration such as 10m`, verb: "logs" });
  if (lines !== undefined && !/^\d{1,5}$/.test(lines))
    throw usageInvalid({ reason: `--lines ${lines} is no number to 99999`, verb: "logs" });
  const usual = since === undefined ? USUAL_LINES : MOST_LINES;
  return {
    sources: source.map(toWireSource),
    withinMs,
    lines: lines === undefined ? usual : Math.min(Number(lines), MOST_LINES),
    follow,
  };
};
