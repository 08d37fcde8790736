import { validityOf } from "../../shared/pki/certificate-validity.ts";
import { parseCertificate } from "../../shared/pki/parse-certificate.ts";
import type { GetHealthResponse } from "../../shared/rpc/gen/host.ts";
import { agentBuildName } from "../../shared/spec/agent-build-name.ts";
import type { Agent } from "../agent.ts";
import type { AgentIdentity } from "../state/agent-identity.ts";

/** What the agent knows of itself; nobody is asked. */
export const readHealth = (agent: Agent): GetHealthResponse => ({
  version: agent.build.version,
  bundleSha256: agent.build.bundleSha256,
  nodeVersion: process.versions.node,
  build: agentBuildName(agent.build),
  uptimeMs: Math.round(agent.uptimeMs()),
  membershipNumber: agent.membership.current()?.content.number ?? 0,
  generation: agent.spec.current()?.content.generation ?? 0,
  runInProgress: agent.executor.currentRun(),
  ready: true,
  nowMs: agent.now().getTime(),
  ...endsOf(agent.identity.current()),
  trustNumber: agent.identity.current().trust.number ?? 0,
  networkProblem: "",
  servicesProblem: "",
  snapshotCopiesProblem: agent.copies.current().problem,
});

type CertificateEnds = Pick<GetHealthResponse, "certificateEndsAtMs" | "authoritiesEndAtMs">;

const endsOf = (identity: AgentIdentity): CertificateEnds => {
  const known = knownEnds.get(identity);
  if (known !== undefined) return known;
  const { certificateChain, trust } = identity;
  const ends = {
    certificateEndsAtMs: endOf(certificateChain, "agent's certificate"),
    authoritiesEndAtMs: Math.min(
      endOf(trust.agentsIntermediate, "intermediate certificate"),
      endOf(trust.operatorsIntermediate, "intermediate certificate"),
    ),
  };
  knownEnds.set(identity, ends);
  return ends;
};

/** Three certificates take a millisecond to read from PEM, and everybody who connects asks. */
const knownEnds = new WeakMap<AgentIdentity, CertificateEnds>();

const endOf = (pem: string, what: string): number =>
  validityOf(parseCertificate(pem, what)).notAfter.getTime();
