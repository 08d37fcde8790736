import { X509Certificate } from "node:crypto";
import { authorityRefused } from "../../shared/errors/agent-errors.ts";
import { validityOf } from "../../shared/pki/certificate-validity.ts";
import { parseCertificate } from "../../shared/pki/parse-certificate.ts";
import type { TrustBundle } from "../../shared/pki/trust-bundle.ts";
import type { HeldIdentity } from "./held-identity.ts";

export type Intermediates = Pick<TrustBundle, "agentsIntermediate" | "operatorsIntermediate">;

/**
 * Takes renewed certificates of the intermediates and presents the agents' one from now on. Whoever
 * sends them, only the root's key can have made them. Throws `AUTHORITY_REFUSED`.
 */
export const acceptAuthorities = async (
  identity: HeldIdentity,
  offered: Intermediates,
): Promise<void> => {
  await identity.change(({ trust, certificateChain }) => {
    const root = new X509Certificate(trust.rootCertificate);
    const agentsIntermediate = newer(root, trust.agentsIntermediate, offered.agentsIntermediate);
    const operatorsIntermediate = newer(
      root,
      trust.operatorsIntermediate,
      offered.operatorsIntermediate,
    );
    const leaf = new X509Certificate(certificateChain);
    // While authorities are exchanged it may be of the others.
    const isOfThese = leaf.verify(parseCertificate(agentsIntermediate, "intermediate").publicKey);
    return {
      trust: { ...trust, agentsIntermediate, operatorsIntermediate },
      ...(isOfThese ? { certificateChain: leaf.toString() + agentsIntermediate } : {}),
    };
  });
};

const newer = (root: X509Certificate, present: string, offered: string): string => {
  const before = parseCertificate(present, "intermediate certificate");
  const after = parseCertificate(offered, "renewed intermediate certificate");
  const isOurs =
    after.verify(root.publicKey) &&
    after.subject === before.subject &&
    after.publicKey.equals(before.publicKey);
  if (!isOurs) throw authorityRefused({ subject: after.subject.replaceAll("\n", ", ") });
  return validityOf(after).notAfter > validityOf(before).notAfter ? offered : present;
};
