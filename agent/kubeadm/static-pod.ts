import { type Flags, parseFlags } from "../../shared/kubeadm/component-flags.ts";
import { parse } from "yaml";
import { listAt, textAt } from "../../shared/spec/json-path.ts";
import { kubeadmPaths } from "./kubeadm-paths.ts";
import type { ControlPlaneComponent } from "../../shared/kubeadm/kubeadm-flags.ts";

/** What of a component's manifest is up to its settings. */
export interface StaticPod {
  readonly flags: Flags;
  /** Names of volumes, with the folders of the host that they are. */
  readonly volumes: ReadonlyMap<string, string>;
}

export const manifestPath = (component: ControlPlaneComponent): string =>
  `${kubeadmPaths.manifests}/${component}.yaml`;

/** `undefined`: the text is no manifest of this component. */
export const parseStaticPod = (
  text: string,
  component: ControlPlaneComponent,
): StaticPod | undefined => {
  const pod = parseYaml(text);
  const [program, ...words] = listAt(pod, "spec", "containers", 0, "command");
  if (program !== component) return undefined;
  return {
    flags: parseFlags(words),
    volumes: new Map(listAt(pod, "spec", "volumes").map(toFolder)),
  };
};

const parseYaml = (text: string): unknown => {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
};

const toFolder = (volume: unknown): readonly [string, string] => [
  textAt(volume, "name") ?? "",
  textAt(volume, "hostPath", "path") ?? "",
];
