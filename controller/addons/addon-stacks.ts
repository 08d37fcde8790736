import type { DraftObject, DraftStack } from "../stacks/draft-stack.ts";
import type { AddonInput } from "./addon-input.ts";
import { certificates } from "./certificates.ts";
import { ingressNginx } from "./ingress-nginx.ts";
import { kubernetesDashboard } from "./kubernetes-dashboard.ts";
import { metricsServer } from "./metrics-server.ts";

/**
 * One stack for each addon that is wanted, in this order. `host-upgrades` and `kured` have no objects:
 * agents do what they ask for.
 */
export const addonStacks = (input: AddonInput): readonly DraftStack[] => {
  const addons = input.config.addons ?? {};
  return [
    stackOf("metrics-server", addons["metrics-server"], metricsServer, input),
    stackOf("ingress-nginx", addons["ingress-nginx"], ingressNginx, input),
    stackOf("cert-manager", addons["cert-manager"], certificates, input),
    stackOf("kubernetes-dashboard", addons["kubernetes-dashboard"], kubernetesDashboard, input),
  ].flat();
};

const stackOf = <Options extends { readonly enabled: boolean }>(
  name: string,
  options: Options | undefined,
  draft: (options: Options, input: AddonInput) => readonly DraftObject[],
  input: AddonInput,
): readonly DraftStack[] =>
  options?.enabled === true ? [{ name: `addon-${name}`, objects: draft(options, input) }] : [];
