import { resolve } from "node:path";
import { fileExists } from "../../shared/errors/cli-errors.ts";
import { toPharosError } from "../../shared/errors/internal-errors.ts";
import { runNotFound } from "../../shared/errors/engine-errors.ts";
import type { HostFailure } from "../../shared/errors/pharos-error.ts";
import { hostsUnreachable } from "../../shared/errors/run-errors.ts";
import { fromWireRunRecord } from "../../shared/spec/run-record-wire.ts";
import type { CommandContext } from "../cli/command-context.ts";
import { flag, text } from "../cli/command-option.ts";
import { defineCommand, type OutputFormat } from "../cli/command.ts";
import { loadCommandConfig } from "../cli/load-command-config.ts";
import { renderDocument } from "../cli/render-output.ts";
import { type OpenedCluster, type OpenedMember, openMembers } from "../cluster/open-members.ts";
import type { ClusterRun } from "../runs/cluster-run.ts";
import { collectRuns } from "../runs/collect-runs.ts";
import { findRun } from "../runs/find-run.ts";
import { renderRun, type RunDetails } from "../runs/render-run.ts";
import { toTimeline } from "../runs/timeline.ts";
import {
  type TaskOutcome,
  type TaskStop,
  toStop,
  toTaskOutcomes,
  toRunningTasks,
} from "../runs/task-outcome.ts";

export const runsShow = defineCommand({
  name: "runs show",
  summary: "show one run: tasks, changes, times and errors per host",
  arguments: [
    {
      name: "run",
      description: "its id, the beginning or end of it, or `last`",
      required: true,
    },
  ],
  options: {
    timeline: flag("--timeline", "draw what each host did when"),
    html: text("--html <file>", "write that as a page for a browser, which needs nothing else"),
  },
  examples: [
    { command: "pharosctl runs show last", description: "what the newest run did" },
    {
      command: "pharosctl runs show 1f2e3d4c -v",
      description: "with tasks that had nothing to do",
    },
    {
      command: "pharosctl runs show last --timeline",
      description: "where the time went",
    },
    { command: "pharosctl runs show last --html run.html", description: "the same as a page" },
    { command: "pharosctl runs show last -o json", description: "everything, for programs" },
  ],
  run: async (context, input) => {
    const cluster = await openMembers(context, await loadCommandConfig(context, input));
    try {
      const { runs, failures } = await collectRuns(cluster);
      const said = input.arguments[0] ?? "";
      const id = findRun(
        said,
        runs.map(({ run }) => run),
      );
      const run = runs.find((one) => one.run === id);
      if (run === undefined) throw runNotFound({ run: said });
      const { details, failures: lost } = await readDetails(run, cluster);
      const { html, timeline } = input.options;
      if (html !== undefined) await writePage(context, details, html, input.verbose);
      else context.stdout.write(await render(context, details, { ...input, timeline }));
      const failed = [...failures, ...lost];
      if (failed.length > 0) throw hostsUnreachable({ hosts: failed.length }, { hosts: failed });
      return 0;
    } finally {
      cluster.close();
    }
  },
});

const render = async (
  { terminal }: CommandContext,
  details: RunDetails,
  { output, verbose, timeline }: RenderOptions,
): Promise<string> => {
  if (output !== "table") return await renderDocument(details, output);
  if (!timeline) return renderRun(details, verbose);
  const { renderTimeline } = await import("../runs/render-timeline.ts");
  return renderTimeline(toTimeline(details, verbose), terminal);
};

interface RenderOptions {
  readonly output: OutputFormat;
  readonly verbose: boolean;
  readonly timeline: boolean;
}

const writePage = async (
  { cwd, files, stdout }: CommandContext,
  details: RunDetails,
  file: string,
  verbose: boolean,
): Promise<void> => {
  const path = resolve(cwd, file);
  const { renderTimelinePage } = await import("../runs/render-timeline-page.ts");
  const page = renderTimelinePage(details, toTimeline(details, verbose));
  const isNew = await files.write(path, page, { overwrite: false, mode: 0o600 });
  if (!isNew) throw fileExists({ file: path });
  stdout.write(`${path}\n`);
};

const readDetails = async (
  run: ClusterRun,
  { members }: OpenedCluster,
): Promise<{ readonly details: RunDetails; readonly failures: readonly HostFailure[] }> => {
  const answers = await Promise.all(members.map((opened) => readTasks(run.run, opened)));
  const hosts = run.hosts.map((host) => {
    const answer = answers.find((one) => one.host === host.host);
    const stop = answer?.stop === undefined ? {} : { stop: answer.stop };
    const tasks = answer?.tasks ?? [];
    return { ...host, ...stop, tasks: host.state === "running" ? toRunningTasks(tasks) : tasks };
  });
  return {
    details: { ...run, hosts },
    failures: answers.flatMap(({ failure }) => (failure === undefined ? [] : [failure])),
  };
};

interface Answer {
  readonly host: string;
  readonly tasks: readonly TaskOutcome[];
  readonly stop?: TaskStop;
  readonly failure?: HostFailure;
}

const readTasks = async (run: string, opened: OpenedMember): Promise<Answer> => {
  const host = opened.member.name;
  // Told already by the list of runs.
  if ("error" in opened) return { host, tasks: [] };
  try {
    const { records } = await opened.connection.runs.getRun({ run });
    const known = records.map(fromWireRunRecord).filter((record) => record !== undefined);
    const stop = toStop(known);
    return { host, tasks: toTaskOutcomes(known), ...(stop === undefined ? {} : { stop }) };
  } catch (error) {
    if (runNotFound.is(error)) return { host, tasks: [] };
    return { host, tasks: [], failure: { host, error: toPharosError(error) } };
  }
};
