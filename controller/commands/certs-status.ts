import { countOf } from "../../shared/errors/count-of.ts";
import { toPharosError } from "../../shared/errors/internal-errors.ts";
import type { HostFailure } from "../../shared/errors/pharos-error.ts";
import { hostsUnreachable } from "../../shared/errors/run-errors.ts";
import {
  authorityStatuses,
  type CertificateStatus,
  hostCertificateStatus,
} from "../certificates/certificate-status.ts";
import { renderCertificates } from "../certificates/render-certificates.ts";
import { defineCommand } from "../cli/command.ts";
import { loadCommandConfig } from "../cli/load-command-config.ts";
import { renderDocument } from "../cli/render-output.ts";
import { type OpenedMember, openMembers } from "../cluster/open-members.ts";
import { noticeOf, renderNotice } from "../rotation/rotation-report.ts";

export const certsStatus = defineCommand({
  name: "certs status",
  summary: "show when the certificates of cluster, agents and Kubernetes end",
  description:
    "`ending`: less than 60 days are left, or 10 of an agent's, which renews its own at two thirds of 30 days. Exit code 1 if one has ended.",
  options: {},
  examples: [
    { command: "pharosctl certs status", description: "a line per certificate" },
    { command: "pharosctl certs status -o json", description: "the same for programs" },
  ],
  run: async (context, input) => {
    const cluster = await openMembers(context, await loadCommandConfig(context, input));
    try {
      const now = new Date(context.clock.nowMs());
      const answers = await Promise.all(cluster.members.map((opened) => readHost(opened, now)));
      const certificates = [
        ...authorityStatuses(cluster.keystore.trust, now),
        ...answers.flatMap(({ found }) => found),
      ];
      const isTable = input.output === "table";
      const notice = noticeOf(cluster.keystore.authorities);
      context.stdout.write(
        input.output === "table"
          ? renderCertificates(certificates)
          : await renderDocument({ certificates, ...notice }, input.output),
      );
      if (isTable && notice.rotation !== undefined)
        context.stderr.write(`${renderNotice(notice.rotation)}\n`);
      if (isTable) for (const line of warnings(certificates)) context.stderr.write(`${line}\n`);
      const failures = answers.flatMap((answer) => answer.failures);
      if (failures.length > 0)
        throw hostsUnreachable({ hosts: failures.length }, { hosts: failures });
      return certificates.some(({ state }) => state === "ended") ? 1 : 0;
    } finally {
      cluster.close();
    }
  },
});

interface Answer {
  readonly found: readonly CertificateStatus[];
  readonly failures: readonly HostFailure[];
}

const readHost = async (opened: OpenedMember, now: Date): Promise<Answer> => {
  const host = opened.member.name;
  try {
    if ("error" in opened) throw opened.error;
    const { certificates } = await opened.connection.certificates.getCertificates({});
    return {
      found: certificates.map((one) => hostCertificateStatus(host, one, now)),
      failures: [],
    };
  } catch (error) {
    return { found: [], failures: [{ host, error: toPharosError(error) }] };
  }
};

const warnings = (certificates: readonly CertificateStatus[]): readonly string[] =>
  certificates
    .filter(({ state }) => state !== "good")
    .map(({ place, name, daysLeft, state }) =>
      state === "ended"
        ? `warning: ${name} of ${place} has ended`
        : `warning: ${name} of ${place} ends in ${countOf(daysLeft, "day")}`,
    );
