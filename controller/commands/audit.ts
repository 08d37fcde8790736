import { hostsUnreachable } from "../../shared/errors/run-errors.ts";
import type { AuditRecord } from "../../shared/spec/audit.ts";
import { collectAudit } from "../audit/collect-audit.ts";
import { texts } from "../cli/command-option.ts";
import { defineCommand } from "../cli/command.ts";
import { loadCommandConfig } from "../cli/load-command-config.ts";
import { renderDocument } from "../cli/render-output.ts";
import { renderTable } from "../cli/render-table.ts";
import { openMembers } from "../cluster/open-members.ts";
import { selectHosts } from "../cluster/select-hosts.ts";
import { readTail, tailOptions } from "../logs/tail.ts";
import { visibleLine } from "../terminal/visible-text.ts";

type Called = AuditRecord & { readonly host: string };

export const audit = defineCommand({
  name: "audit",
  summary: "show who asked hosts for what, from their audit logs",
  description:
    "Calls that change or reveal something, each when it began and when it ended, and those that were refused. Each host keeps its newest 9 MiB of them.",
  options: {
    host: texts("--host <name>", "only this host, by name or address (repeatable)"),
    ...tailOptions,
  },
  examples: [
    { command: "pharosctl audit --since 24h", description: "of all hosts, in order of time" },
    { command: "pharosctl audit --host m1 -o json", description: "of one host, for programs" },
  ],
  run: async (context, input) => {
    const { withinMs, limit } = readTail(input.options, "audit");
    const cluster = await openMembers(context, await loadCommandConfig(context, input));
    try {
      const chosen = selectHosts(cluster.members, input.options.host);
      const { hosts, failures } = await collectAudit(chosen, context.signal);
      const sinceMs = withinMs === undefined ? 0 : context.clock.nowMs() - withinMs;
      const calls = hosts
        .flatMap(({ host, entries }) => {
          const all = entries.flatMap((entry) => (entry.kind === "record" ? [entry.record] : []));
          const recent = all.filter(({ atMs }) => atMs >= sinceMs).slice(-limit);
          return limit === 0 ? [] : recent.map((record): Called => ({ host, ...record }));
        })
        .toSorted((a, b) => a.atMs - b.atMs);
      context.stdout.write(
        input.output === "table"
          ? renderCalls(calls)
          : await renderDocument({ calls }, input.output),
      );
      if (failures.length > 0)
        throw hostsUnreachable({ hosts: failures.length }, { hosts: failures });
      return 0;
    } finally {
      cluster.close();
    }
  },
});

const renderCalls = (calls: readonly Called[]): string =>
  renderTable(
    ["TIME", "HOST", "NUMBER", "WHO", "CALL", "OUTCOME", "WHAT"],
    calls.map(({ atMs, host, sequence, who, method, step, outcome, began, target }) => [
      new Date(atMs).toISOString(),
      host,
      String(sequence),
      visibleLine(who),
      visibleLine(method),
      step === "begun" ? "…" : visibleLine(outcome),
      step === "ended" ? `of ${began}` : visibleLine(renderTarget(target)),
    ]),
  );

const renderTarget = (target: AuditRecord["target"]): string =>
  Object.entries(target)
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");
