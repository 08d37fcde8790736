import { LabError } from "./lab-error.ts";
import type { OnlineSupply } from "./lab-state.ts";
import { machineResolvers } from "./machine-resolvers.ts";

/** What is asked of a lab whose hosts get packages and images from public servers. */
export interface OnlineRequest {
  readonly kubernetesVersion: string;
  /** Default true; false closes the way out again, for the lab's own test. */
  readonly forwards?: boolean;
}

/** All but the uplink, whose place is found when the lab starts. */
export interface OnlinePlan {
  readonly kubernetesVersion: string;
  readonly resolvers: readonly string[];
  readonly forwards: boolean;
}

/** Said wherever the online supply is offered, until somebody has run it. */
export const unverified =
  "the online supply has not been verified: no cluster has been formed with it yet";

const defaultVersion = "1.36.2";

/** What the words of the command line ask for; nothing if it is not the online supply. */
export function requestOnline(flags: {
  readonly supply: string | false;
  readonly kubernetes?: string;
  readonly forward: boolean;
}): OnlineRequest | undefined {
  const { supply, kubernetes, forward } = flags;
  if (supply === "online") {
    const kubernetesVersion = kubernetes ?? defaultVersion;
    if (!/^1\.\d+\.\d+$/.test(kubernetesVersion)) {
      throw new LabError(
        `${kubernetesVersion}: not a version of Kubernetes such as ${defaultVersion}`,
      );
    }
    return { kubernetesVersion, forwards: forward };
  }
  if (kubernetes !== undefined || !forward) {
    throw new LabError("--kubernetes and --no-forward go with --supply online");
  }
  return undefined;
}

/** Fails where the hosts would have no name server. A lab that is closed has no use for one. */
export async function planOnline(request: OnlineRequest): Promise<OnlinePlan> {
  const { kubernetesVersion, forwards = true } = request;
  const resolvers = machineResolvers();
  return {
    kubernetesVersion,
    forwards,
    resolvers: forwards ? await resolvers : await resolvers.catch(() => []),
  };
}

/** Whether a lab that is up is what is asked for. */
export function isSameOnline(
  found: OnlineSupply | undefined,
  request: OnlineRequest | undefined,
): boolean {
  return (
    found?.kubernetesVersion === request?.kubernetesVersion &&
    (found?.uplink.forwards ?? true) === (request?.forwards ?? true)
  );
}
