import { type AgentIdentity, writeCertificates } from "../state/agent-identity.ts";
import type { AgentPaths } from "../state/agent-paths.ts";
import { createSerialQueue } from "../state/serial-queue.ts";

/** The identity that the agent uses now; its certificates are replaced while it runs, its key is not. */
export interface HeldIdentity {
  readonly current: () => AgentIdentity;
  /**
   * Writes what `toChange` makes of today's identity, then uses it for connections from now on. One after
   * the other: a renewal and an exchange of authorities must not undo each other. What `toChange` throws
   * leaves everything as it was.
   */
  readonly change: (
    toChange: (current: AgentIdentity) => Partial<Omit<AgentIdentity, "privateKey">>,
  ) => Promise<void>;
  /** Called with each identity from now on. */
  readonly observe: (observer: (identity: AgentIdentity) => void) => void;
}

export const holdIdentity = (
  { pki }: Pick<AgentPaths, "pki">,
  identity: AgentIdentity,
): HeldIdentity => {
  let current = identity;
  const exclusively = createSerialQueue();
  const observers: ((identity: AgentIdentity) => void)[] = [];
  return {
    current: () => current,
    observe: (observer) => void observers.push(observer),
    change: (toChange) =>
      exclusively(async () => {
        const changed = toChange(current);
        if (Object.keys(changed).length === 0) return;
        const next = { ...current, ...changed };
        await writeCertificates(pki, next);
        current = next;
        for (const observer of observers) observer(current);
      }),
  };
};
