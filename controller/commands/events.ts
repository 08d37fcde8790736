import { setTimeout as sleep } from "node:timers/promises";
import type { HostFailure } from "../../shared/errors/pharos-error.ts";
import type { WatchEventsRequest } from "../../shared/rpc/gen/event.ts";
import { flag, texts } from "../cli/command-option.ts";
import { defineCommand } from "../cli/command.ts";
import { loadCommandConfig } from "../cli/load-command-config.ts";
import { openMembers } from "../cluster/open-members.ts";
import { selectHosts } from "../cluster/select-hosts.ts";
import { createRecordWriter } from "../events/event-writer.ts";
import { endOfTail, readTail, tailOptions } from "../logs/tail.ts";
import { readEvents } from "../events/read-events.ts";

export const events = defineCommand({
  name: "events",
  summary: "show or follow what happened on the hosts, in order of time",
  description:
    "What the agents have on record of their newest 20 runs and of themselves, of several hosts in the order of time. Followed, a host that goes away is waited for; each event is told once.",
  options: {
    host: texts("--host <name>", "only this host, by name or address (repeatable)"),
    ...tailOptions,
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
    const request: WatchEventsRequest = {
      ...readTail(input.options, "events"),
      fromMs: undefined,
      follow: input.options.follow,
    };
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
      return endOfTail(context.signal, failures);
    } finally {
      cluster.close();
    }
  },
});
