import { X509Certificate } from "node:crypto";
import type { CertificateIssuer } from "../../shared/pki/issue-certificate.ts";
import { parseCertificate } from "../../shared/pki/parse-certificate.ts";
import { parsePrivateKey } from "../../shared/pki/private-key.ts";
import { type AuthoritySet, trustedSets } from "../../shared/pki/trust-bundle.ts";
import type { AgentIdentity } from "../state/agent-identity.ts";

export interface HostIssuer extends CertificateIssuer {
  readonly set: AuthoritySet;
}

/** What a master issues with: of those that it trusts, the agents' intermediate that its key belongs to. */
export const findIssuer = ({
  trust,
  issuerKey,
}: Pick<AgentIdentity, "trust" | "issuerKey">): HostIssuer | undefined => {
  if (issuerKey === undefined) return undefined;
  const privateKey = parsePrivateKey(issuerKey);
  for (const set of trustedSets(trust)) {
    const certificate = parseCertificate(set.agentsIntermediate, "agents' intermediate");
    if (certificate.checkPrivateKey(privateKey)) return { set, certificate, privateKey };
  }
  return undefined;
};

/** Of these, the one whose agents' intermediate has issued a certificate. */
export const findIssuingSet = (
  certificateChain: string,
  sets: readonly AuthoritySet[],
): AuthoritySet | undefined => {
  const leaf = new X509Certificate(certificateChain);
  return sets.find(({ agentsIntermediate }) => {
    const issuer = parseCertificate(agentsIntermediate, "agents' intermediate");
    return leaf.checkIssued(issuer) && leaf.verify(issuer.publicKey);
  });
};
