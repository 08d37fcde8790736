import type { ControlPlaneComponent } from "../../shared/kubeadm/kubeadm-flags.ts";
import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import type { ExtraArguments } from "./extra-arguments.ts";

/** The flags that this cluster gives to each component, besides kubeadm's own. */
export const controlPlaneArguments = ({
  kubernetes: { controlPlane },
  network,
}: NodeSpec): Readonly<Record<ControlPlaneComponent, ExtraArguments>> => {
  const shared = { "feature-gates": toFeatureGates(controlPlane.featureGates) };
  return {
    "kube-apiserver": { ...shared, ...controlPlane.apiServerExtraArgs },
    "kube-controller-manager": {
      ...shared,
      // With the bridge network pod CIDRs come from the membership, so nobody else may hand them out.
      "allocate-node-cidrs": network.provider === "bridge" ? "false" : undefined,
      ...controlPlane.controllerManagerExtraArgs,
    },
    "kube-scheduler": { ...shared, ...controlPlane.schedulerExtraArgs },
  };
};

const toFeatureGates = (gates: Readonly<Record<string, boolean>>): string | undefined => {
  const names = Object.keys(gates).toSorted();
  return names.length === 0 ? undefined : names.map((name) => `${name}=${gates[name]}`).join(",");
};
