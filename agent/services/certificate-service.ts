import { join } from "node:path";
import { issuerMissing } from "../../shared/errors/agent-errors.ts";
import { issueAgentCertificate } from "../../shared/pki/agent-certificate.ts";
import { renderPem } from "../../shared/pki/pem.ts";
import { parseCertificate } from "../../shared/pki/parse-certificate.ts";
import { parsePrivateKey } from "../../shared/pki/private-key.ts";
import type { CertificateServiceHandlers } from "../../shared/rpc/gen/certificate-service.ts";
import {
  readKubernetesCertificates,
  toHostCertificates,
} from "../certificates/read-host-certificates.ts";
import type { Agent } from "../agent.ts";

/** Agents renew their certificates with a master's agent: same name, a member, not revoked. */
export const certificateService = (agent: Agent): CertificateServiceHandlers => ({
  renew: async ({ certificateRequest }, { peer }) => {
    const host = peer.kind === "agent" ? peer.host : "";
    const member = agent.membership
      .current()
      ?.content.members.find(({ name, state }) => name === host && state === "member");
    const { issuerKey, trust } = agent.identity;
    if (member === undefined || issuerKey === undefined)
      throw issuerMissing({ host: agent.config.host, caller: host });
    const chain = await issueAgentCertificate(
      {
        certificate: parseCertificate(trust.agentsIntermediate, "agents' intermediate certificate"),
        privateKey: parsePrivateKey(issuerKey),
      },
      agent.config.clusterId,
      {
        csr: renderPem("CERTIFICATE REQUEST", certificateRequest),
        host: member.name,
        addresses: [member.address, member.privateAddress],
      },
      agent.now(),
    );
    return { chain };
  },
  getCertificates: async () => ({
    certificates: [
      ...toHostCertificates(join(agent.paths.pki, "agent.crt"), agent.identity.certificateChain),
      ...(await readKubernetesCertificates(agent.host.reader.files)),
    ],
  }),
  getTrust: async () => ({
    roots: agent.identity.trust.rootCertificate,
    agentIntermediate: agent.identity.trust.agentsIntermediate,
    operatorIntermediate: agent.identity.trust.operatorsIntermediate,
  }),
});
