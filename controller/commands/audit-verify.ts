import { auditBroken } from "../../shared/errors/audit-errors.ts";
import { hostsUnreachable } from "../../shared/errors/run-errors.ts";
import { type AuditVerdict, verifyAudit } from "../../shared/spec/audit.ts";
import { readAuditHeads, writeAuditHeads } from "../audit/audit-heads.ts";
import { collectAudit } from "../audit/collect-audit.ts";
import { flag, texts } from "../cli/command-option.ts";
import { defineCommand } from "../cli/command.ts";
import { loadCommandConfig } from "../cli/load-command-config.ts";
import { renderDocument } from "../cli/render-output.ts";
import { renderTable } from "../cli/render-table.ts";
import { openMembers } from "../cluster/open-members.ts";
import { selectHosts } from "../cluster/select-hosts.ts";

type VerdictOfHost = AuditVerdict & { readonly host: string };

export const auditVerify = defineCommand({
  name: "audit verify",
  summary: "check the chains of the hosts' audit logs, and say where one breaks",
  description:
    "Each record has the hash of the one before. Where a log ended is kept in ~/.pharos/<cluster>: that it was cut or written anew since is seen the next time, from this machine. Exit code 1 if a chain breaks.",
  options: {
    host: texts("--host <name>", "only this host, by name or address (repeatable)"),
    accept: flag("--accept", "keep the ends of the logs as they are now, also of broken ones"),
  },
  examples: [
    { command: "pharosctl audit verify", description: "a line per host" },
    {
      command: "pharosctl audit verify --host w1 --accept",
      description: "after a look at it, such as of a host that was set up anew from elsewhere",
    },
    { command: "pharosctl audit verify -o json", description: "the same for programs" },
  ],
  run: async (context, input) => {
    const cluster = await openMembers(context, await loadCommandConfig(context, input));
    try {
      const { folder } = cluster.keystore;
      const { accept } = input.options;
      const chosen = selectHosts(cluster.members, input.options.host);
      const { hosts, failures } = await collectAudit(chosen, context.signal);
      const known = await readAuditHeads(folder);
      const verdicts = hosts.map(({ host, entries }) => ({
        host,
        ...verifyAudit(entries, known.get(host)),
      }));
      // What broke stays broken until somebody has looked: its old end is kept.
      const seen = verdicts.flatMap(({ host, head, break: broken }) =>
        head === undefined || (broken !== undefined && !accept) ? [] : [[host, head] as const],
      );
      await writeAuditHeads(folder, new Map([...known, ...seen]));
      context.stdout.write(
        input.output === "table"
          ? renderVerdicts(verdicts)
          : await renderDocument({ hosts: verdicts }, input.output),
      );
      const broken = verdicts.flatMap(({ host, break: one }) =>
        one === undefined ? [] : [{ host, error: auditBroken({ host, ...one }) }],
      );
      if (broken.length > 0)
        throw auditBroken(
          { host: broken.map(({ host }) => host).join(", "), sequence: 0, reason: "" },
          { hosts: broken },
        );
      if (failures.length > 0)
        throw hostsUnreachable({ hosts: failures.length }, { hosts: failures });
      return 0;
    } finally {
      cluster.close();
    }
  },
});

const renderVerdicts = (verdicts: readonly VerdictOfHost[]): string =>
  renderTable(
    ["HOST", "RECORDS", "FROM", "TO", "CHAIN", "NOTE"],
    verdicts.map((verdict) => [
      verdict.host,
      String(verdict.count),
      String(verdict.first ?? "-"),
      String(verdict.head?.sequence ?? "-"),
      verdict.break === undefined ? "holds" : "BROKEN",
      noteOf(verdict),
    ]),
  );

const noteOf = ({ break: broken, damaged, lost }: AuditVerdict): string =>
  [
    ...(broken === undefined ? [] : [`at ${broken.sequence}: ${broken.reason}`]),
    ...(damaged === 0 ? [] : [`${damaged} lines are no records (a power cut leaves one)`]),
    ...(lost === 0 ? [] : [`${lost} could not be written`]),
  ].join("; ");
