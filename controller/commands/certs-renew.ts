import { toPharosError } from "../../shared/errors/internal-errors.ts";
import type { HostFailure } from "../../shared/errors/pharos-error.ts";
import { hostsUnreachable } from "../../shared/errors/run-errors.ts";
import { required } from "../../shared/spec/wire-reader.ts";
import {
  authorityStatuses,
  type CertificateStatus,
  hostCertificateStatus,
} from "../certificates/certificate-status.ts";
import { renderCertificates } from "../certificates/render-certificates.ts";
import { renewAuthorities } from "../certificates/renew-authorities.ts";
import { defineCommand } from "../cli/command.ts";
import { texts } from "../cli/command-option.ts";
import { loadCommandConfig } from "../cli/load-command-config.ts";
import { renderDocument } from "../cli/render-output.ts";
import { type OpenedMember, openMembers } from "../cluster/open-members.ts";
import { selectMembers } from "../reset/select-members.ts";

export const certsRenew = defineCommand({
  name: "certs renew",
  summary: "renew the agents' certificates, and authorities that are old",
  description:
    "Agents renew their own certificates when two thirds of their 30 days are over; this is for those who do not want to wait. Masters issue them, nothing restarts. Intermediate authorities are renewed where the root's key is, and handed to all hosts.",
  options: {
    host: texts("--host <name>", "only this host's agent, by name or address (repeatable)"),
  },
  examples: [
    { command: "pharosctl certs renew", description: "all agents" },
    { command: "pharosctl certs renew --host w1", description: "one of them" },
  ],
  run: async (context, input) => {
    const loaded = await loadCommandConfig(context, input);
    const cluster = await openMembers(context, loaded);
    try {
      const { host: hosts } = input.options;
      const all = { labels: [], first: false };
      const chosen = selectMembers(cluster.members, loaded.config, { ...all, hosts });
      const { trust, failures: untold } = await renewAuthorities(cluster);
      const now = new Date(context.clock.nowMs());
      const answers = await Promise.all(chosen.map((opened) => renew(opened, now)));
      const certificates = [
        ...(trust === undefined ? [] : authorityStatuses(trust, now)),
        ...answers.flatMap(({ renewed }) => renewed),
      ];
      if (input.output !== "table")
        context.stdout.write(await renderDocument({ certificates }, input.output));
      else if (!input.quiet) context.stdout.write(renderCertificates(certificates));
      const failures = [...untold, ...answers.flatMap((answer) => answer.failures)];
      if (failures.length > 0)
        throw hostsUnreachable({ hosts: failures.length }, { hosts: failures });
      return 0;
    } finally {
      cluster.close();
    }
  },
});

interface Answer {
  readonly renewed: readonly CertificateStatus[];
  readonly failures: readonly HostFailure[];
}

const renew = async (opened: OpenedMember, now: Date): Promise<Answer> => {
  const host = opened.member.name;
  try {
    if ("error" in opened) throw opened.error;
    const { certificate } = await opened.connection.certificates.renewOwn({});
    const made = required(certificate, "RenewOwnResponse", "certificate");
    return { renewed: [hostCertificateStatus(host, made, now)], failures: [] };
  } catch (error) {
    return { renewed: [], failures: [{ host, error: toPharosError(error) }] };
  }
};
