import { parse } from "yaml";
import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import type { Change } from "../engine/change.ts";
import type { HostReader } from "../host/host.ts";
import { textAt } from "../../shared/spec/json-path.ts";
import { comparePod, compareStored } from "./compare-settings.ts";
import {
  type ControlPlaneComponent,
  controlPlaneComponents,
} from "../../shared/kubeadm/kubeadm-flags.ts";
import { manifestPath, parseStaticPod } from "./static-pod.ts";

/** Where a manifest waits that has to come back if the new one does not come to life. */
export const PREVIOUS_FOLDER = "/etc/kubernetes/pharos-previous";

export const previousPath = (component: ControlPlaneComponent): string =>
  `${PREVIOUS_FOLDER}/${component}.yaml`;

export interface SettingsState {
  /** In the order of components; none where a component has no manifest yet. */
  readonly components: readonly ComponentState[];
  readonly stored: readonly Change[];
}

export interface ComponentState {
  readonly component: ControlPlaneComponent;
  readonly changes: readonly Change[];
  /** Its last change was cut before it had shown that it lives. */
  readonly isUnproven: boolean;
}

/** What of this master's settings is not as it should be. Total: a host without manifests has none. */
export const observeSettings = async (host: HostReader, spec: NodeSpec): Promise<SettingsState> => {
  const states = await Promise.all(
    controlPlaneComponents.map((component) => observeComponent(host, component, spec)),
  );
  const components = states.filter((state) => state !== undefined);
  // What the whole cluster has is one master's matter: the others would plan what that one does.
  const isTheirs = components.length === 0 || spec.kubernetes.bootstrap !== "init";
  return { components, stored: isTheirs ? [] : await observeStored(host, spec) };
};

const observeComponent = async (
  host: HostReader,
  component: ControlPlaneComponent,
  spec: NodeSpec,
): Promise<ComponentState | undefined> => {
  const text = await host.files.read(manifestPath(component));
  const pod = text === undefined ? undefined : parseStaticPod(text, component);
  if (pod === undefined) return undefined;
  return {
    component,
    changes: comparePod(pod, component, spec),
    isUnproven: (await host.files.stat(previousPath(component))) !== undefined,
  };
};

const CONFIG_MAP = "/api/v1/namespaces/kube-system/configmaps/kubeadm-config";

/** Nobody answers: what is stored cannot be judged now. */
const observeStored = async (host: HostReader, spec: NodeSpec): Promise<readonly Change[]> => {
  const answer = await host.kubernetes.get("admin", CONFIG_MAP);
  const text =
    answer.kind === "ok" ? textAt(answer.object, "data", "ClusterConfiguration") : undefined;
  return text === undefined ? [] : compareStored(parse(text), spec);
};
