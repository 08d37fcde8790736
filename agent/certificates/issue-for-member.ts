import { issuerMissing } from "../../shared/errors/agent-errors.ts";
import { issueAgentCertificate } from "../../shared/pki/agent-certificate.ts";
import { renderPem } from "../../shared/pki/pem.ts";
import type { Agent } from "../agent.ts";
import { findIssuer } from "./find-issuer.ts";

/**
 * Issues a member's certificate with the name and the addresses that the membership has for it; of the
 * request nothing but the key is used. Throws `ISSUER_MISSING` for who is no member, and where this
 * host is no master.
 */
export const issueForMember = async (
  agent: Pick<Agent, "config" | "identity" | "membership" | "now">,
  host: string,
  request: Uint8Array,
): Promise<string> => {
  const member = agent.membership
    .current()
    ?.content.members.find(({ name, state }) => name === host && state === "member");
  const issuer = findIssuer(agent.identity.current());
  if (member === undefined || issuer === undefined)
    throw issuerMissing({ host: agent.config.host, caller: host });
  return issueAgentCertificate(
    { certificate: issuer.certificate, privateKey: issuer.privateKey },
    agent.config.clusterId,
    {
      csr: renderPem("CERTIFICATE REQUEST", request),
      host: member.name,
      addresses: [member.address, member.privateAddress],
    },
    agent.now(),
  );
};
