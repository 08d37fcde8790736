import type { KeyObject } from "node:crypto";
import { issueAgentCertificate } from "../../shared/pki/agent-certificate.ts";
import { createIntermediate, createRoot } from "../../shared/pki/authority.ts";
import { createCertificateRequest } from "../../shared/pki/certificate-request.ts";
import type { CertificateIssuer } from "../../shared/pki/issue-certificate.ts";
import {
  issueOperatorCertificate,
  type OperatorRole,
} from "../../shared/pki/operator-certificate.ts";
import { generateCertificateKey } from "../../shared/pki/private-key.ts";
import type { TrustBundle } from "../../shared/pki/trust-bundle.ts";

/** A cluster's authorities without files, and certificates of them, for tests. */
export interface TestPki {
  readonly clusterId: string;
  readonly root: CertificateIssuer;
  readonly agents: CertificateIssuer;
  readonly operators: CertificateIssuer;
  readonly trust: TrustBundle;
  readonly agent: (host: string, now?: Date) => Promise<TestCredentials>;
  readonly operator: (name: string, role: OperatorRole, now?: Date) => Promise<TestCredentials>;
}

export interface TestCredentials {
  /** PEM: leaf and intermediate. */
  readonly chain: string;
  readonly privateKey: KeyObject;
}

export const testClusterId = "3f0c2c1e-8a1a-4a52-9d53-0a4a5f3c9c11";

/** Made at the present time, for real handshakes, unless told otherwise. */
export const createTestPki = async (
  clusterId: string = testClusterId,
  madeAt = new Date(),
): Promise<TestPki> => {
  const root = await createRoot(clusterId, madeAt);
  const agents = await createIntermediate(root, "agents", clusterId, madeAt);
  const operators = await createIntermediate(root, "operators", clusterId, madeAt);
  return {
    clusterId,
    root,
    agents,
    operators,
    trust: toTrustBundle(root, agents, operators),
    agent: async (host, now = madeAt) => await certifyAgent(agents, clusterId, host, now),
    operator: async (name, role, now = madeAt) =>
      await issueOperatorCertificate(operators, clusterId, { name, role }, now),
  };
};

export const toTrustBundle = (
  root: CertificateIssuer,
  agents: CertificateIssuer,
  operators: CertificateIssuer,
): TrustBundle => ({
  rootCertificate: root.certificate.toString(),
  agentsIntermediate: agents.certificate.toString(),
  operatorsIntermediate: operators.certificate.toString(),
});

async function certifyAgent(
  issuer: CertificateIssuer,
  clusterId: string,
  host: string,
  now: Date,
): Promise<TestCredentials> {
  const privateKey = generateCertificateKey();
  const csr = await createCertificateRequest(privateKey);
  const chain = await issueAgentCertificate(
    issuer,
    clusterId,
    { csr, host, addresses: ["127.0.0.1"] },
    now,
  );
  return { chain, privateKey };
}
