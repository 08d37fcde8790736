import type { CertificateServiceHandlers } from "../../shared/rpc/gen/certificate-service.ts";
import { parseCertificate } from "../../shared/pki/parse-certificate.ts";
import { type AuthoritySet, trustedRoots, trustedSets } from "../../shared/pki/trust-bundle.ts";
import { fromWireSignedDocument } from "../../shared/spec/signed-document-wire.ts";
import { toWireAuthoritySet } from "../../shared/spec/trust-wire.ts";
import { acceptAuthorities } from "../certificates/accept-authorities.ts";
import { findIssuer, findIssuingSet } from "../certificates/find-issuer.ts";
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
  putTrust: async ({ trust, fencingNumber }) => {
    await agent.coordination.checkFencing(fencingNumber);
    // On demand, as it is asked for once in years.
    const { acceptTrust } = await import("../certificates/accept-trust.ts");
    await acceptTrust(agent, fromWireSignedDocument("trust", trust));
    return {};
  },
  putIssuer: async ({ key, fencingNumber }) => {
    await agent.coordination.checkFencing(fencingNumber);
    const { acceptIssuer } = await import("../certificates/accept-issuer.ts");
    await acceptIssuer(agent, key);
    return {};
  },
  getCertificates: async () => ({
    certificates: [
      ...ownCertificate(agent),
      ...(await readKubernetesCertificates(agent.host.reader.files)),
    ],
  }),
  getTrust: async () => {
    const { trust, certificateChain, issuerKey } = agent.identity.current();
    const sets = trustedSets(trust);
    const issuer = findIssuer({ trust, ...(issuerKey === undefined ? {} : { issuerKey }) });
    return {
      number: trust.number ?? 0,
      sets: sets.map(toWireAuthoritySet),
      certificateRoot: rootOf(findIssuingSet(certificateChain, sets)),
      issuerRoot: rootOf(issuer?.set),
      roots: trustedRoots(trust),
      agentIntermediate: trust.agentsIntermediate,
      operatorIntermediate: trust.operatorsIntermediate,
    };
  },
});

/** SHA-256 of a set's root; empty where there is none. */
const rootOf = (set: AuthoritySet | undefined): string =>
  set === undefined ? "" : parseCertificate(set.rootCertificate, "root").fingerprint256;
