import type { ControlPlaneComponent } from "../../shared/kubeadm/kubeadm-flags.ts";
import { ControlPlaneConfig } from "../config/schema/control-plane-config.ts";
import type { KubeadmPart } from "./kubeadm-configuration.ts";

interface PartNames {
  /** In kubeadm's ClusterConfiguration. */
  readonly stored: KubeadmPart;
  /** In cluster.yml, below `control_plane`. */
  readonly key: keyof typeof ControlPlaneConfig.shape;
}

/** How a component of the control plane is called elsewhere. */
export const partOf: Readonly<Record<ControlPlaneComponent, PartNames>> = {
  "kube-apiserver": { stored: "apiServer", key: "api_server" },
  "kube-controller-manager": { stored: "controllerManager", key: "controller_manager" },
  "kube-scheduler": { stored: "scheduler", key: "scheduler" },
};

/** Whether cluster.yml may give the component this flag; those that follow from other keys it may not. */
export const isPassable = (
  component: ControlPlaneComponent,
  name: string,
  value: string,
): boolean => {
  const { key } = partOf[component];
  return ControlPlaneConfig.safeParse({ [key]: { extra_args: { [name]: value } } }).success;
};
