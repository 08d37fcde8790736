import { countOf } from "../../shared/errors/count-of.ts";
import type { HostCertificate } from "../../shared/rpc/gen/certificate.ts";
import { type CertificateStatus, hostCertificateStatus } from "./certificate-status.ts";

/** What of a host's certificates ends soon, in words for a glance; `[]`: all are good. */
export const certificateNotes = (
  host: string,
  certificates: readonly HostCertificate[],
  now: Date,
): readonly string[] => {
  const ending = certificates
    .map((one) => hostCertificateStatus(host, one, now))
    .filter(({ state }) => state !== "good");
  const agent = ending.find(({ kind }) => kind === "agent");
  const kubernetes = ending
    .filter(({ kind }) => kind === "kubernetes")
    .toSorted((a, b) => a.daysLeft - b.daysLeft);
  return [
    ...(agent === undefined ? [] : [`the agent's certificate ${endOf(agent)}`]),
    ...kubernetes
      .slice(0, 1)
      .map(
        (first) =>
          `${countOf(kubernetes.length, "certificate")} of Kubernetes: ${first.name} ${endOf(first)}`,
      ),
  ];
};

const endOf = ({ daysLeft }: CertificateStatus): string =>
  daysLeft < 0 ? "has ended" : `ends in ${countOf(daysLeft, "day")}`;
