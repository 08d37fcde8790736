import { rm } from "node:fs/promises";
import { join } from "node:path";
import { agentNotEnrolled } from "../../shared/errors/agent-errors.ts";
import type { TrustBundle } from "../../shared/pki/trust-bundle.ts";
import { WireTrust } from "../../shared/stdio/enrol-messages.ts";
import { readOptional } from "./read-optional.ts";
import { writeAtomic } from "./write-atomic.ts";

/** The agent's key and certificate and whom it trusts, from /etc/pharos/pki (0700). */
export interface AgentIdentity {
  readonly privateKey: string;
  /** PEM, leaf first. */
  readonly certificateChain: string;
  readonly trust: TrustBundle;
  /** Masters only: key of the agents' intermediate. */
  readonly issuerKey?: string;
}

const FILES = {
  key: "agent.key",
  chain: "agent.crt",
  trust: "trust.json",
  issuer: "agents-issuer.key",
} as const;

/** Throws `AGENT_NOT_ENROLLED` when a file is missing. */
export const readAgentIdentity = async (folder: string): Promise<AgentIdentity> => {
  const required = async (name: string): Promise<string> => {
    const text = await readOptional(join(folder, name));
    if (text === undefined)
      throw agentNotEnrolled({ path: join(folder, name), reason: "it is not there" });
    return text;
  };
  const issuerKey = await readOptional(join(folder, FILES.issuer));
  return {
    privateKey: await required(FILES.key),
    certificateChain: await required(FILES.chain),
    trust: WireTrust.parse(JSON.parse(await required(FILES.trust))),
    ...(issuerKey === undefined ? {} : { issuerKey }),
  };
};

/** Key before certificate: a certificate without its key would be useless, not the other way round. */
export const writeAgentIdentity = async (
  folder: string,
  identity: AgentIdentity,
): Promise<void> => {
  await writeAtomic(join(folder, FILES.key), identity.privateKey);
  await writeAtomic(join(folder, FILES.trust), JSON.stringify(identity.trust));
  const issuer = join(folder, FILES.issuer);
  if (identity.issuerKey === undefined) await rm(issuer, { force: true });
  else await writeAtomic(issuer, identity.issuerKey);
  await writeAtomic(join(folder, FILES.chain), identity.certificateChain);
};

/** All but the key, which stays: each file is the old or the new one, and all of them fit. */
export const writeCertificates = async (
  folder: string,
  { certificateChain, trust, issuerKey }: Omit<AgentIdentity, "privateKey">,
): Promise<void> => {
  await writeAtomic(join(folder, FILES.trust), JSON.stringify(trust));
  if (issuerKey !== undefined) await writeAtomic(join(folder, FILES.issuer), issuerKey);
  await writeAtomic(join(folder, FILES.chain), certificateChain);
};
