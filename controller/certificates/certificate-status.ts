import type { X509Certificate } from "node:crypto";
import { validityOf } from "../../shared/pki/certificate-validity.ts";
import { parseCertificate } from "../../shared/pki/parse-certificate.ts";
import { type TrustBundle, trustedSets } from "../../shared/pki/trust-bundle.ts";
import type { HostCertificate } from "../../shared/rpc/gen/certificate.ts";

/** A certificate of the cluster and how long it is good. */
export interface CertificateStatus {
  /** A host, or `this machine` for what the cluster's keys here issued. */
  readonly place: string;
  readonly kind: "authority" | "agent" | "kubernetes";
  /** What it is: a file on the host, or which authority. */
  readonly name: string;
  /** Hex, lower case. */
  readonly serial: string;
  /** RFC 3339, UTC. */
  readonly endsAt: string;
  /** Whole days, rounded down; negative when it has ended. */
  readonly daysLeft: number;
  readonly state: "good" | "ending" | "ended";
}

/**
 * From when on people are warned. Agents' live 30 days and are renewed by themselves at two thirds of
 * that; the others live a year or more and are somebody's to renew.
 */
const WARNING_DAYS = { authority: 60, agent: 10, kubernetes: 60 } as const;
const DAY_MS = 24 * 60 * 60_000;

/** The authorities, as every member knows them. */
export const authorityStatuses = (trust: TrustBundle, now: Date): readonly CertificateStatus[] =>
  trustedSets(trust)
    .flatMap((set, at) => {
      // While they are exchanged there are two: those of this machine first.
      const which = at === 0 ? "" : "other ";
      return [
        [`${which}root`, set.rootCertificate] as const,
        [`${which}agents' intermediate`, set.agentsIntermediate] as const,
        [`${which}operators' intermediate`, set.operatorsIntermediate] as const,
      ];
    })
    .map(([name, pem]) => ofAuthority(name, parseCertificate(pem, name), now));

const ofAuthority = (name: string, certificate: X509Certificate, now: Date): CertificateStatus =>
  judge(
    {
      place: "this machine",
      kind: "authority",
      name,
      serial: certificate.serialNumber.toLowerCase(),
    },
    validityOf(certificate).notAfter,
    now,
  );

/** What a host's agent told of one of its certificates. */
export const hostCertificateStatus = (
  host: string,
  { path, serial, notAfterMs }: HostCertificate,
  now: Date,
): CertificateStatus => {
  const isKubernetes = path.startsWith("/etc/kubernetes/");
  const kind = isKubernetes ? "kubernetes" : "agent";
  return judge({ place: host, kind, name: path, serial }, new Date(notAfterMs), now);
};

const judge = (
  certificate: Pick<CertificateStatus, "place" | "kind" | "name" | "serial">,
  end: Date,
  now: Date,
): CertificateStatus => {
  const leftMs = end.getTime() - now.getTime();
  const isEnding = leftMs < WARNING_DAYS[certificate.kind] * DAY_MS;
  return {
    ...certificate,
    endsAt: end.toISOString(),
    daysLeft: Math.floor(leftMs / DAY_MS),
    state: leftMs < 0 ? "ended" : isEnding ? "ending" : "good",
  };
};
