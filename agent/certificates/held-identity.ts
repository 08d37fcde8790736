import { type AgentIdentity, writeCertificates } from "../state/agent-identity.ts";
import type { AgentPaths } from "../state/agent-paths.ts";

/** The identity that the agent uses now; its certificates are replaced while it runs, its key is not. */
export interface HeldIdentity {
  readonly current: () => AgentIdentity;
  /** Writes the certificates, then lets the server use them for connections from now on. */
  readonly replace: (
    certificates: Pick<AgentIdentity, "certificateChain" | "trust">,
  ) => Promise<void>;
  /** Called with each identity from now on. */
  readonly observe: (observer: (identity: AgentIdentity) => void) => void;
}

export const holdIdentity = (
  { pki }: Pick<AgentPaths, "pki">,
  identity: AgentIdentity,
): HeldIdentity => {
  let current = identity;
  const observers: ((identity: AgentIdentity) => void)[] = [];
  return {
    current: () => current,
    observe: (observer) => void observers.push(observer),
    replace: async ({ certificateChain, trust }) => {
      await writeCertificates(pki, { certificateChain, trust });
      current = { ...current, certificateChain, trust };
      for (const observer of observers) observer(current);
    },
  };
};
