import type { CertificateServiceHandlers } from "../../shared/rpc/gen/certificate-service.ts";
import { acceptAuthorities } from "../certificates/accept-authorities.ts";
import { issueForMember } from "../certificates/issue-for-member.ts";
import {
  ownCertificate,
  readKubernetesCertificates,
} from "../certificates/read-host-certificates.ts";
import type { Agent } from "../agent.ts";

/** Agents renew their certificates with a master's agent: same name, a member, not revoked. */
export const certificateService = (agent: Agent): CertificateServiceHandlers => ({
  renew: async ({ certificateRequest }, { peer }) => {
    const host = peer.kind === "agent" ? peer.host : "";
    return { chain: await issueForMember(agent, host, certificateRequest) };
  },
  renewOwn: async () => {
    await agent.renewOwn();
    return { certificate: ownCertificate(agent)[0] };
  },
  putAuthorities: async ({ agentIntermediate, operatorIntermediate, fencingNumber }) => {
    await agent.coordination.checkFencing(fencingNumber);
    await acceptAuthorities(agent.identity, {
      agentsIntermediate: agentIntermediate,
      operatorsIntermediate: operatorIntermediate,
    });
    return {};
  },
  getCertificates: async () => ({
    certificates: [
      ...ownCertificate(agent),
      ...(await readKubernetesCertificates(agent.host.reader.files)),
    ],
  }),
  getTrust: async () => {
    const { trust } = agent.identity.current();
    return {
      roots: trust.rootCertificate,
      agentIntermediate: trust.agentsIntermediate,
      operatorIntermediate: trust.operatorsIntermediate,
    };
  },
});
