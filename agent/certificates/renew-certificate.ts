import { X509Certificate } from "node:crypto";
import { renewalRefused } from "../../shared/errors/agent-errors.ts";
import { agentDnsName } from "../../shared/pki/agent-name.ts";
import { createCertificateRequest } from "../../shared/pki/certificate-request.ts";
import { parseCertificate } from "../../shared/pki/parse-certificate.ts";
import { parsePem } from "../../shared/pki/pem.ts";
import { parsePrivateKey } from "../../shared/pki/private-key.ts";
import { trustedSets } from "../../shared/pki/trust-bundle.ts";
import type { Member } from "../../shared/spec/membership.ts";
import type { Agent } from "../agent.ts";
import { connectMember } from "../membership/connect-member.ts";
import { issueForMember } from "./issue-for-member.ts";
import { ownCertificate } from "./read-host-certificates.ts";

/**
 * Gets a new certificate for this agent's key and uses it from now on: a master issues its own, the
 * others ask the masters one after the other. The key stays, so that one file changes and a kill
 * leaves the old or the new. Throws what the last master said.
 */
export const renewCertificate = async (agent: Agent, random: () => number): Promise<void> => {
  const certificateChain = await getCertificate(agent, random);
  // Judged once more: whom the host trusts may have changed since it asked.
  await agent.identity.change(() => ({ certificateChain: checked(agent, certificateChain) }));
  for (const { path, serial, notAfterMs } of ownCertificate(agent))
    await agent.note({ type: "certificate-renewed", path, serial, notAfterMs });
};

const getCertificate = async (agent: Agent, random: () => number): Promise<string> => {
  const { config, identity, membership } = agent;
  const { privateKey, issuerKey } = identity.current();
  const pem = await createCertificateRequest(parsePrivateKey(privateKey));
  const request = parsePem("CERTIFICATE REQUEST", pem);
  if (issuerKey !== undefined) {
    return checked(agent, await issueForMember(agent, config.host, request ?? new Uint8Array()));
  }
  const masters = (membership.current()?.content.members ?? [])
    .filter(({ role, state }) => role === "master" && state === "member")
    .map((member) => ({ member, at: random() }))
    .toSorted((a, b) => a.at - b.at);
  let last: unknown = renewalRefused({ host: config.host, reason: "it knows no master" });
  for (const { member } of masters) {
    try {
      return checked(agent, await ask(agent, member, request ?? new Uint8Array()));
    } catch (error) {
      last = error;
    }
  }
  throw last;
};

const ask = async (
  agent: Agent,
  member: Member,
  certificateRequest: Uint8Array,
): Promise<string> => {
  const connection = await connectMember(agent, member);
  try {
    return (await connection.certificates.renew({ certificateRequest })).chain;
  } finally {
    connection.close();
  }
};

/** What does not fit would keep this host from ever answering again. */
const checked = ({ config, identity }: Agent, chain: string): string => {
  const { privateKey, trust } = identity.current();
  const leaf = parseCertificate(chain, "renewed certificate");
  const issuer = parseCertificate(chain.slice(leaf.toString().length), "its issuer");
  const roots = trustedSets(trust).map((set) => new X509Certificate(set.rootCertificate));
  const refuse = (reason: string): never => {
    throw renewalRefused({ host: config.host, reason });
  };
  if (!leaf.checkPrivateKey(parsePrivateKey(privateKey))) refuse("it is for another key");
  if (!leaf.verify(issuer.publicKey) || !roots.some((root) => issuer.verify(root.publicKey))) {
    refuse("it does not lead to the cluster's root");
  }
  if (!leaf.checkHost(agentDnsName(config.host, config.clusterId))) {
    refuse("it is for another name");
  }
  return chain;
};
