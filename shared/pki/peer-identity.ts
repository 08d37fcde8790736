import { X509Certificate } from "node:crypto";
import { peerIdentityRefused } from "../errors/pki-errors.ts";
import { parseAgentDnsName } from "./agent-name.ts";
import type { AuthorityKind } from "./authority.ts";
import { validityOf } from "./certificate-validity.ts";
import { isOperatorName, type OperatorRole, operatorRoles } from "./operator-certificate.ts";
import { parseCertificate } from "./parse-certificate.ts";
import { type AuthoritySet, type TrustBundle, trustedSets } from "./trust-bundle.ts";

export type PeerIdentity = AgentIdentity | OperatorIdentity;

export interface AgentIdentity {
  readonly kind: "agent";
  readonly host: string;
  /** 32 hex digits in lower case, as in `Membership.revokedSerials`. */
  readonly serial: string;
}

export interface OperatorIdentity {
  readonly kind: "operator";
  readonly name: string;
  readonly role: OperatorRole;
  readonly serial: string;
}

/** The part of a `tls.PeerCertificate` that is read; `{}` is Node's answer when there is none. */
export interface PeerCertificateBytes {
  readonly raw?: Uint8Array;
}

/** Says who a peer is. Errors: PEER_IDENTITY_REFUSED. */
export type IdentityReader = (peer: PeerCertificateBytes, now: Date) => PeerIdentity;

/**
 * Makes the reader for one cluster. Its argument is what `getPeerCertificate()` of an *authorized*
 * TLS socket gives (not `getPeerX509Certificate()`, which leaks memory on Node 24.20): TLS has
 * proven the chain to the root and the ownership of the key, the reader proves which intermediate
 * issued it. It does so by the leaf's signature, never by the chain in the peer's hands: OpenSSL
 * ignores superfluous certificates that a peer sends along, but Node lists them as issuers by name
 * alone; and a resumed session has no chain, nor is its end checked again.
 * Revocation is for the caller, who knows the membership. Errors: PEM_UNREADABLE.
 */
export const createIdentityReader = (trust: TrustBundle, clusterId: string): IdentityReader => {
  const authorities = trustedSets(trust).flatMap(readAuthorities);

  return (peer, now) => {
    const leaf = readLeaf(peer);
    const issuer = authorities.find(
      ({ certificate, publicKey }) => leaf.checkIssued(certificate) && leaf.verify(publicKey),
    );
    if (issuer === undefined)
      throw peerIdentityRefused({ reason: "none of its authorities issued it" });
    const { notBefore, notAfter } = validityOf(leaf);
    if (now < notBefore || now > notAfter) {
      throw peerIdentityRefused({ reason: `it is good from ${leaf.validFrom} to ${leaf.validTo}` });
    }
    return readIdentity(issuer.kind, leaf, clusterId);
  };
};

function readAuthorities({ agentsIntermediate, operatorsIntermediate }: AuthoritySet) {
  const agents = parseCertificate(agentsIntermediate, "agents' intermediate certificate");
  const operators = parseCertificate(operatorsIntermediate, "operators' intermediate certificate");
  return [
    { kind: "agents", certificate: agents, publicKey: agents.publicKey },
    { kind: "operators", certificate: operators, publicKey: operators.publicKey },
  ] as const;
}

function readLeaf(peer: PeerCertificateBytes): X509Certificate {
  if (peer.raw === undefined) throw peerIdentityRefused({ reason: "it sent none" });
  try {
    return new X509Certificate(peer.raw);
  } catch (cause) {
    throw peerIdentityRefused({ reason: "it is not readable" }, { cause });
  }
}

function readIdentity(
  issuer: AuthorityKind,
  leaf: X509Certificate,
  clusterId: string,
): PeerIdentity {
  const serial = leaf.serialNumber.toLowerCase();
  switch (issuer) {
    case "agents":
      return { kind: "agent", host: readHost(leaf, clusterId), serial };
    case "operators":
      return { kind: "operator", ...readOperator(leaf, clusterId), serial };
  }
}

function readHost(leaf: X509Certificate, clusterId: string): string {
  const hosts = (leaf.subjectAltName ?? "").split(", ").flatMap((entry) => {
    const host = entry.startsWith("DNS:")
      ? parseAgentDnsName(entry.slice(4), clusterId)
      : undefined;
    return host === undefined ? [] : [host];
  });
  const [host, ...others] = hosts;
  if (host === undefined || others.length > 0) {
    throw peerIdentityRefused({ reason: "it does not name exactly one host of this cluster" });
  }
  return host;
}

function readOperator(
  leaf: X509Certificate,
  clusterId: string,
): Pick<OperatorIdentity, "name" | "role"> {
  const { O: organization, OU: unit, CN: name } = leaf.toLegacyObject().subject;
  const role = operatorRoles.find((known) => known === unit);
  // A repeated attribute is a list here, which equals nothing.
  if (
    organization !== clusterId ||
    role === undefined ||
    typeof name !== "string" ||
    !isOperatorName(name)
  ) {
    throw peerIdentityRefused({
      reason: "it does not name an operator of this cluster and a role",
    });
  }
  return { name, role };
}
