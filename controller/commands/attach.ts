import { setTimeout as sleep } from "node:timers/promises";
import { hostsUnreachable } from "../../shared/errors/run-errors.ts";
import { withProgress } from "../apply/progress.ts";
import { flag } from "../cli/command-option.ts";
import { defineCommand } from "../cli/command.ts";
import { loadCommandConfig } from "../cli/load-command-config.ts";
import { openMembers } from "../cluster/open-members.ts";
import { attachRun } from "../runs/attach-run.ts";
import { collectRuns } from "../runs/collect-runs.ts";
import { findRun } from "../runs/find-run.ts";
import { readOrderedRun } from "../runs/ordered-run.ts";

export const attach = defineCommand({
  name: "attach",
  summary: "follow a run on all hosts until it is over",
  description:
    "Tells what the hosts' journals have and then what comes, each event once, also over broken connections. Exit code 1 if the run did not succeed. Ctrl-C ends the telling alone.",
  arguments: [
    {
      name: "run",
      description: "its id, the beginning or end of it, or `last`",
      required: true,
    },
  ],
  options: {
    sinceNow: flag("--since-now", "leave out what has happened before"),
  },
  examples: [
    { command: "pharosctl attach last", description: "the newest run, from its start" },
    {
      command: "pharosctl attach 1f2e3d4c --since-now -o json",
      description: "events as they come",
    },
  ],
  run: async (context, input) => {
    const cluster = await openMembers(context, await loadCommandConfig(context, input));
    try {
      const { runs, orderedRun, failures } = await collectRuns(cluster);
      const known = runs.map(({ run }) => run);
      // A run that has only just begun is in no journal yet.
      const isNew = orderedRun !== undefined && !known.includes(orderedRun);
      const run = findRun(input.arguments[0] ?? "", isNew ? [orderedRun, ...known] : known);
      const tally = { changed: 0, failed: 0 };
      const lost = await withProgress(
        context,
        { ...input, title: `run ${run}`, elapsedMs: () => performance.now() },
        async (progress) =>
          attachRun(run, input.options.sinceNow, {
            hosts: cluster.members.flatMap((opened) =>
              "connection" in opened
                ? [{ name: opened.member.name, connection: opened.connection }]
                : [],
            ),
            readOrderedRun: () => readOrderedRun(cluster),
            report: (record) => {
              if (record.event.type === "task-changed") tally.changed += 1;
              if (record.event.type === "task-failed") tally.failed += 1;
              progress.record(record);
            },
            sleep: (ms) => sleep(ms, undefined, { signal: context.signal }),
            elapsedMs: () => performance.now(),
            signal: context.signal,
          }),
      );
      const failed = [...failures, ...lost];
      if (failed.length > 0) throw hostsUnreachable({ hosts: failed.length }, { hosts: failed });
      // Hosts that the run removed cannot be asked any more: what was seen has to do.
      const seen = { ...tally, state: tally.failed > 0 ? "failed" : "succeeded" };
      const after = await collectRuns(cluster);
      const { state, changed, failed: errors } = after.runs.find((one) => one.run === run) ?? seen;
      const told = `run ${run}: ${state}, ${changed} changed, ${errors} failed`;
      if (!input.quiet) context.stderr.write(`${told}\n`);
      return state === "succeeded" ? 0 : 1;
    } finally {
      cluster.close();
    }
  },
});
