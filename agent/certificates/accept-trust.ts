import type { X509Certificate } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { authorityRefused, trustTooEarly } from "../../shared/errors/agent-errors.ts";
import {
  documentForOther,
  numberReused,
  numberTooLow,
} from "../../shared/errors/coordination-errors.ts";
import { parseCertificate } from "../../shared/pki/parse-certificate.ts";
import { type SignedDocument, verifyDocument } from "../../shared/pki/signed-document.ts";
import { type AuthoritySet, type TrustBundle, trustedSets } from "../../shared/pki/trust-bundle.ts";
import { decodeTrust } from "../../shared/spec/trust-wire.ts";
import type { Agent } from "../agent.ts";
import type { AgentIdentity } from "../state/agent-identity.ts";
import { findIssuer, findIssuingSet } from "./find-issuer.ts";

/**
 * Takes the authorities that are trusted from now on. Whoever brings them, only a signer of the
 * membership can have made them; and never such that this host would be shut out by them. Throws
 * `SIGNER_UNKNOWN`, `SIGNATURE_INVALID`, `DOCUMENT_FOR_OTHER`, `NUMBER_TOO_LOW`, `NUMBER_REUSED`,
 * `AUTHORITY_REFUSED`, `TRUST_TOO_EARLY`.
 */
export const acceptTrust = async (
  { config, identity, membership }: Pick<Agent, "config" | "identity" | "membership">,
  document: SignedDocument<"trust">,
): Promise<void> => {
  const signers = membership.current()?.content.signers ?? [];
  const offered = decodeTrust(verifyDocument(document, signers));
  if (offered.clusterId !== config.clusterId) {
    const [meantFor, here] = [`cluster ${offered.clusterId}`, `cluster ${config.clusterId}`];
    throw documentForOther({ document: "trust", meantFor, here });
  }
  for (const set of offered.sets) requireSound(set);
  await identity.change((current) => {
    if (isKnown(current.trust, offered)) return {};
    requireOwn(config.host, current, offered.sets);
    const [first, also] = offered.sets;
    if (first === undefined) return {};
    const { number } = offered;
    return { trust: { ...first, ...(also === undefined ? {} : { also }), number } };
  });
};

const isKnown = (
  trust: TrustBundle,
  { number: offered, sets }: { readonly number: number; readonly sets: readonly AuthoritySet[] },
): boolean => {
  const accepted = trust.number ?? 0;
  if (offered < accepted) throw numberTooLow({ document: "trust", offered, accepted });
  if (offered > accepted) return false;
  const known = trustedSets(trust);
  const isSame = sets.every((set) => known.some((one) => isDeepStrictEqual(one, set)));
  if (known.length === sets.length && isSame) return true;
  throw numberReused({ document: "trust", number: offered });
};

/** What does not fit together would let nobody in, or the wrong ones. */
const requireSound = (set: AuthoritySet): void => {
  const root = parseCertificate(set.rootCertificate, "root certificate");
  const agents = parseCertificate(set.agentsIntermediate, "agents' intermediate");
  const operators = parseCertificate(set.operatorsIntermediate, "operators' intermediate");
  const isSound =
    [root, agents, operators].every(({ ca }) => ca) &&
    [root, agents, operators].every((one) => isIssuedBy(one, root)) &&
    !agents.publicKey.equals(operators.publicKey);
  if (!isSound) throw authorityRefused({ subject: root.subject.replaceAll("\n", ", ") });
};

const isIssuedBy = (certificate: X509Certificate, root: X509Certificate): boolean =>
  certificate.checkIssued(root) && certificate.verify(root.publicKey);

/** Others would refuse this host's certificate, and those that it issues. */
const requireOwn = (
  host: string,
  { certificateChain, issuerKey }: AgentIdentity,
  sets: readonly AuthoritySet[],
): void => {
  if (findIssuingSet(certificateChain, sets) === undefined) throw trustTooEarly({ host });
  if (issuerKey === undefined) return;
  const issues = sets.some((set) => findIssuer({ trust: set, issuerKey }) !== undefined);
  if (!issues) throw trustTooEarly({ host });
};
