import { join } from "node:path";
import type { Lab } from "./lab.ts";
import { aptUrl, registryUrl } from "./lab-supply.ts";

/** A command that makes a cluster of a lab's bare hosts with kubeadm alone, as an administrator would. */
export const kubeadmByHand = async (
  lab: Lab,
): Promise<{
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}> => {
  const { hosts } = await lab.state();
  // The master's first.
  const addresses = hosts
    .toSorted((a, b) => a.role.localeCompare(b.role))
    .map(({ address }) => address);
  const script = join(import.meta.dirname, "kubeadm-by-hand.sh");
  return {
    argv: await lab.execCommand(["bash", script, ...addresses]),
    env: {
      SSH_KEY: lab.sshKeyPath,
      KNOWN_HOSTS: lab.knownHostsPath,
      REPOSITORY: `${aptUrl}/apt/v1.20/deb/`,
      REPOSITORY_KEY: lab.paths.supplyKeyPath,
      IMAGE_MIRROR: registryUrl,
    },
  };
};
