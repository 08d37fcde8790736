import { hostsUnreachable } from "../../shared/errors/run-errors.ts";
import { defineCommand } from "../cli/command.ts";
import { loadCommandConfig } from "../cli/load-command-config.ts";
import { renderDocument } from "../cli/render-output.ts";
import { renderTable } from "../cli/render-table.ts";
import { renderDuration, renderInstant } from "../cli/render-time.ts";
import { openMembers } from "../cluster/open-members.ts";
import type { ClusterRun } from "../runs/cluster-run.ts";
import { collectRuns } from "../runs/collect-runs.ts";

export const runs = defineCommand({
  name: "runs",
  summary: "list what was run on the hosts, newest first",
  description:
    "From the journals of all hosts, each of which keeps its newest 20 runs. `waiting for a controller`: it was cut off or its CLI is gone, and the next apply goes on; `taken-over`: a later one did.",
  options: {},
  examples: [
    { command: "pharosctl runs", description: "a line per run, over all hosts" },
    { command: "pharosctl runs -o json", description: "with a part per host, for programs" },
  ],
  run: async (context, input) => {
    const cluster = await openMembers(context, await loadCommandConfig(context, input));
    try {
      const { runs: found, failures } = await collectRuns(cluster);
      context.stdout.write(
        input.output === "table"
          ? renderRuns(found, context.clock.nowMs())
          : await renderDocument({ runs: found }, input.output),
      );
      if (failures.length > 0)
        throw hostsUnreachable({ hosts: failures.length }, { hosts: failures });
      return 0;
    } finally {
      cluster.close();
    }
  },
});

const HEADER = ["RUN", "STARTED", "TOOK", "WHAT", "BY", "HOSTS", "CHANGED", "FAILED", "STATE"];

const renderRuns = (found: readonly ClusterRun[], nowMs: number): string =>
  renderTable(
    HEADER,
    found.map((run) => [
      run.run,
      renderInstant(run.startedAtMs),
      tookText(run, nowMs),
      run.what,
      run.requestedBy === "" ? "-" : run.requestedBy,
      String(run.hosts.length),
      String(run.changed),
      String(run.failed),
      run.state === "waiting" ? "waiting for a controller" : run.state,
    ]),
  );

const tookText = ({ state, startedAtMs, finishedAtMs }: ClusterRun, nowMs: number): string => {
  if (finishedAtMs !== undefined) return renderDuration(finishedAtMs - startedAtMs);
  return state === "running" ? `${renderDuration(nowMs - startedAtMs)} …` : "-";
};
