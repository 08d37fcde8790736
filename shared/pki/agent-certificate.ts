import { isIP } from "node:net";
import { certificateNameInvalid } from "../errors/pki-errors.ts";
import { agentDnsName, agentDnsZone, isHostName } from "./agent-name.ts";
import type { LeafUsage } from "./certificate-der.ts";
import { parseCertificateRequest } from "./certificate-request.ts";
import { type CertificateIssuer, issueCertificate } from "./issue-certificate.ts";

export interface AgentCertificateOrder {
  /** PEM of the host's request; nothing but its public key is taken from it. */
  readonly csr: string;
  /** Name in the membership. */
  readonly host: string;
  /** Addresses in the membership: IPv4, IPv6 or DNS names. */
  readonly addresses: readonly string[];
  /** 30 by default. */
  readonly lifetimeDays?: number;
}

/**
 * Issues an agent's certificate, for both ends of TLS, and gives the chain that the agent presents:
 * leaf, then the agents' intermediate, PEM. The controller issues at enrolment, masters renew.
 * Errors: CERTIFICATE_REQUEST_*, CERTIFICATE_NAME_INVALID, ISSUER_EXPIRED.
 */
export const issueAgentCertificate = async (
  issuer: CertificateIssuer,
  clusterId: string,
  order: AgentCertificateOrder,
  now: Date,
): Promise<string> => {
  const { host, addresses, lifetimeDays = 30 } = order;
  checkNames(host, addresses);
  const leaf = await issueCertificate(issuer, {
    // 64 characters are X.520's limit; the whole name is in the alternative names.
    subject: { organization: clusterId, commonName: host.slice(0, 64) },
    publicKey: await parseCertificateRequest(order.csr),
    usage: usageOf(agentDnsName(host, clusterId), addresses),
    lifetimeMs: lifetimeDays * 86_400_000,
    now,
  });
  return leaf + issuer.certificate.toString();
};

function checkNames(host: string, addresses: readonly string[]): void {
  if (!isHostName(host)) {
    throw certificateNameInvalid({ name: host, reason: "it is not a DNS name in lower case" });
  }
  for (const address of addresses.filter((candidate) => isIP(candidate) === 0)) {
    // 10.0.0.256 has the form of a DNS name.
    if (!isHostName(address) || /(^|\.)\d+$/.test(address)) {
      throw certificateNameInvalid({
        name: address,
        reason: "it is neither an IP address nor a DNS name",
      });
    }
    // Else one host's address could be another host's identity.
    if (`.${address}`.endsWith(`.${agentDnsZone}`)) {
      throw certificateNameInvalid({
        name: address,
        reason: `names below ${agentDnsZone} are agents' identities`,
      });
    }
  }
}

function usageOf(identityName: string, addresses: readonly string[]): LeafUsage {
  const distinct = [...new Set(addresses)];
  return {
    kind: "leaf",
    purposes: ["server", "client"],
    dnsNames: [identityName, ...distinct.filter((address) => isIP(address) === 0)],
    ipAddresses: distinct.filter((address) => isIP(address) !== 0),
  };
}
