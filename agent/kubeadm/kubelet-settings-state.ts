import { parse } from "yaml";
import { kubeadmKubeletFlags, kubeletFieldRules } from "../../shared/kubeadm/kubelet-defaults.ts";
import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import { versionRow } from "../../shared/versions/version-table.ts";
import type { Change } from "../engine/change.ts";
import type { HostReader } from "../host/host.ts";
import { isRecord, textAt } from "../../shared/spec/json-path.ts";
import { compareFields } from "../../shared/kubeadm/compare-fields.ts";
import { kubeadmPaths } from "./kubeadm-paths.ts";
import { toKubeletFlags } from "./node-registration.ts";
import { parseFlags } from "../../shared/kubeadm/component-flags.ts";

/** Flags of the kubelet as kubeadm has written them; its unit reads them. */
export const KUBELET_FLAGS_PATH = "/var/lib/kubelet/kubeadm-flags.env";

/** Where both files wait that have to come back if the kubelet does not come to life with new ones. */
export const KUBELET_PREVIOUS_FOLDER = "/var/lib/kubelet/pharos-previous";
export const PREVIOUS_CONFIG = `${KUBELET_PREVIOUS_FOLDER}/config.yaml`;
export const PREVIOUS_FLAGS = `${KUBELET_PREVIOUS_FOLDER}/kubeadm-flags.env`;

export interface KubeletSettingsState {
  readonly changes: readonly Change[];
  /** Its last change was cut before it had shown that it lives. */
  readonly isUnproven: boolean;
}

/** What of this host's kubelet is not as it should be. Total: before kubeadm has been here, nothing. */
export const observeKubeletSettings = async (
  { files }: Pick<HostReader, "files">,
  spec: NodeSpec,
): Promise<KubeletSettingsState> => {
  const [config, flags, kept] = await Promise.all([
    files.read(kubeadmPaths.kubeletConfig),
    files.read(KUBELET_FLAGS_PATH),
    files.stat(PREVIOUS_CONFIG),
  ]);
  if (config === undefined || flags === undefined) return { changes: [], isUnproven: false };
  return {
    changes: [...compareKubeletConfig(config, spec), ...compareFlags(flags, spec)],
    isUnproven: kept !== undefined,
  };
};

/** The same for what kubeadm has stored for those who join; nobody answers: it cannot be judged now. */
export const observeStoredKubelet = async (
  { kubernetes }: Pick<HostReader, "kubernetes">,
  spec: NodeSpec,
): Promise<readonly Change[]> => {
  const { kubeletConfigMap } = versionRow(spec.kubernetes.version).kubeadm;
  const path = `/api/v1/namespaces/kube-system/configmaps/${kubeletConfigMap}`;
  const answer = await kubernetes.get("admin", path);
  const text = answer.kind === "ok" ? textAt(answer.object, "data", "kubelet") : undefined;
  return text === undefined ? [] : compareKubeletConfig(text, spec);
};

const compareKubeletConfig = (text: string, { kubernetes }: NodeSpec): readonly Change[] => {
  const found: unknown = parseYaml(text);
  return isRecord(found) ? compareFields(found, kubernetes.kubelet.config, kubeletFieldRules) : [];
};

const parseYaml = (text: string): unknown => {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
};

/** What we would have told kubeadm of a host that it has brought in without us: it works as it is. */
const isLeftAsAdopted = (name: string, { kubernetes, ...spec }: NodeSpec): boolean =>
  kubernetes.adopted !== undefined &&
  kubernetes.kubelet.extraArgs[name] === undefined &&
  name in toKubeletFlags({ ...spec, kubernetes });

const compareFlags = (text: string, spec: NodeSpec): readonly Change[] => {
  const [, words = ""] = /^KUBELET_KUBEADM_ARGS="?(.*?)"?$/m.exec(text) ?? [];
  const found = parseFlags(words.split(/\s+/));
  const wanted = new Map(Object.entries(toKubeletFlags(spec)));
  const names = [...new Set([...found.keys(), ...wanted.keys()])].toSorted();
  return names.flatMap((name): readonly Change[] => {
    const [before, after] = [found.get(name), wanted.get(name)];
    if (before === after || (after === undefined && kubeadmKubeletFlags.has(name))) return [];
    if (isLeftAsAdopted(name, spec)) return [];
    return [
      {
        field: `--${name}`,
        ...(before === undefined ? {} : { before }),
        ...(after === undefined ? {} : { after }),
      },
    ];
  });
};
