import { setTimeout as sleep } from "node:timers/promises";
import { usageInvalid } from "../../shared/errors/cli-errors.ts";
import type { HostFailure } from "../../shared/errors/pharos-error.ts";
import { hostsUnreachable } from "../../shared/errors/run-errors.ts";
import type { WatchEventsRequest } from "../../shared/rpc/gen/event.ts";
import { flag, text, texts } from "../cli/command-option.ts";
import { defineCommand } from "../cli/command.ts";
import { loadCommandConfig } from "../cli/load-command-config.ts";
import { openMembers } from "../cluster/open-members.ts";
import { selectHosts } from "../cluster/select-hosts.ts";
import { parseDurationMs } from "../config/duration.ts";
import { createRecordWriter } from "../events/event-writer.ts";
import { readEvents } from "../events/read-events.ts";

export const events = defineCommand({
  name: "events",
  summary: "show or follow what happened on the hosts, in order of time",
  description:
    "What the agents have on record of their newest 20 runs and of themselves, of several hosts in the order of time. Followed, a host that goes away is waited for; each event is told once.",
  options: {
    host: texts("--host <name>", "only this host, by name or address (repeatable)"),
    since: text("--since <duration>", "no older than this, such as 10m or 2h"),
    lines: text("-n, --lines <count>", "of each host the newest (default 100; 10000 with --since)"),
    follow: flag("-f, --follow", "go on with events as they come, until Ctrl-C"),
  },
  examples: [
    { command: "pharosctl events --since 1h", description: "of all hosts" },
    { command: "pharosctl events --host m1 --follow", description: "of one host, as they come" },
    {
      command: "pharosctl events -f -o json",
      description: "a JSON object a line, for programs (docs/events.md)",
    },
  ],
  run: async (context, input) => {
    const request = readRequest(input.options);
    const cluster = await openMembers(context, await loadCommandConfig(context, input));
    const failures: HostFailure[] = [];
    const tell = ({ host, error }: HostFailure, more: string): void =>
      context.stderr.write(`[${host}] ${error.code}: ${error.message}${more}\n`);
    try {
      const records = readEvents(selectHosts(cluster.members, input.options.host), request, {
        signal: context.signal,
        sleep: (ms) => sleep(ms),
        elapsedMs: () => performance.now(),
        onAway: (failure) => tell(failure, "; waiting for it"),
        onFailure: (failure) => {
          failures.push(failure);
          if (request.follow) tell(failure, "");
        },
      });
      const write = createRecordWriter(input.output, input.verbose);
      for await (const record of records) context.stdout.write(await write(record));
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

interface EventOptions {
  readonly since: string | undefined;
  readonly lines: string | undefined;
  readonly follow: boolean;
}

const USUAL_LINES = 100;
const MOST_LINES = 10_000;

const readRequest = ({ since, lines, follow }: EventOptions): WatchEventsRequest => {
  const withinMs = since === undefined ? undefined : parseDurationMs(since);
  if (since !== undefined && withinMs === undefined)
    throw usageInvalid({ reason: `--since ${since} is no duration such as 10m`, verb: "events" });
  if (lines !== undefined && !/^\d{1,5}$/.test(lines))
    throw usageInvalid({ reason: `--lines ${lines} is no number to 99999`, verb: "events" });
  const usual = since === undefined ? USUAL_LINES : MOST_LINES;
  const limit = lines === undefined ? usual : Math.min(Number(lines), MOST_LINES);
  return { withinMs, fromMs: undefined, limit, follow };
};
