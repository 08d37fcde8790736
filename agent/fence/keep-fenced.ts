import type { Log } from "../../shared/log/log.ts";
import type { Agent } from "../agent.ts";
import type { Host } from "../host/host.ts";
import { isRemoved } from "./is-removed.ts";

export interface FencePorts {
  /** May be aborted by never resolving: it is how this ends. */
  readonly pause: (ms: number) => Promise<void>;
  readonly log: Log;
}

const KUBELET = "kubelet.service";
/** After a boot the container runtime is there some seconds later. */
const RETRY_MS = 5_000;

/**
 * Ends what a host does for a cluster that has removed it while it was away: its kubelet stops for
 * good, and its pods end, a control plane's too. Files stay, for a person or `hosts remove` to take.
 */
export const keepFenced = (
  agent: Pick<Agent, "config" | "membership" | "host">,
  ports: FencePorts,
): void => {
  let isAtIt = false;
  const look = (): void => {
    if (isAtIt || !isRemoved(agent)) return;
    isAtIt = true;
    void fenceUntilDone(agent, ports).finally(() => (isAtIt = false));
  };
  agent.membership.observe(look);
  look();
};

const fenceUntilDone = async (
  agent: Pick<Agent, "config" | "membership" | "host">,
  { pause, log }: FencePorts,
): Promise<void> => {
  const secrets = { get: () => undefined };
  const provenance = { began: () => false, completed: () => false };
  const host = agent.host.bind({ work: "fence", taskNumber: 0, secrets, provenance });
  while (isRemoved(agent)) {
    try {
      if (await fence(host)) {
        log.warn("this host was removed from its cluster: kubelet and pods are stopped", {
          host: agent.config.host,
        });
        return;
      }
    } catch (error) {
      log.warn("what this host did for its cluster could not be ended", { error: String(error) });
    }
    await pause(RETRY_MS);
  }
};

/** Whether nothing is left to end. */
const fence = async ({ units, runtime }: Host): Promise<boolean> => {
  const kubelet = await units.show(KUBELET);
  if (kubelet.load === "loaded") {
    await units.stop(KUBELET);
    if (kubelet.enabled === "enabled") await units.disable(KUBELET);
  }
  const sandboxes = await runtime.sandboxes();
  if (sandboxes !== undefined && sandboxes.length > 0) await runtime.removeSandboxes();
  return sandboxes?.length === 0;
};
