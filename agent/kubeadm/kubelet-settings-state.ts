import { parse } from "yaml";
import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import { versionRow } from "../../shared/versions/version-table.ts";
import type { Change } from "../engine/change.ts";
import type { HostReader } from "../host/host.ts";
import { isRecord, textAt } from "../kubernetes/json-path.ts";
import { compareFields, type FieldRules } from "./compare-fields.ts";
import { kubeadmPaths } from "./kubeadm-paths.ts";
import { toKubeletFlags } from "./node-registration.ts";
import { parseFlags } from "./static-pod.ts";

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
  return isRecord(found) ? compareFields(found, kubernetes.kubelet.config, RULES) : [];
};

const parseYaml = (text: string): unknown => {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
};

/** Both ends of the supported versions have these (`kubeadm config print init-defaults`). */
const RULES: FieldRules = {
  defaults: {
    apiVersion: undefined,
    kind: undefined,
    cgroupDriver: undefined,
    clusterDNS: undefined,
    clusterDomain: undefined,
    containerRuntimeEndpoint: undefined,
    resolvConf: undefined,
    authentication: {
      webhook: { enabled: true },
      x509: { clientCAFile: "/etc/kubernetes/pki/ca.crt" },
    },
    authorization: { mode: "Webhook" },
    crashLoopBackOff: {},
    healthzBindAddress: "127.0.0.1",
    healthzPort: 10248,
    logging: {},
    memorySwap: {},
    rotateCertificates: true,
    staticPodPath: "/etc/kubernetes/manifests",
  },
  omitted: new Set([
    "enableContentionProfiling",
    "kubeAPIBurst",
    "eventBurst",
    "maxPods",
    "nodeLeaseDurationSeconds",
    "protectKernelDefaults",
    "readOnlyPort",
    "registryBurst",
    "runOnce",
    "serverTLSBootstrap",
  ]),
};

/** Flags that kubeadm gives a kubelet by itself, in one version or another. */
const KUBEADM_FLAGS = new Set([
  "cgroup-driver",
  "container-runtime",
  "container-runtime-endpoint",
  "hostname-override",
  "network-plugin",
  "pod-infra-container-image",
  "register-with-taints",
  "resolv-conf",
]);

const compareFlags = (text: string, spec: NodeSpec): readonly Change[] => {
  const [, words = ""] = /^KUBELET_KUBEADM_ARGS="?(.*?)"?$/m.exec(text) ?? [];
  const found = parseFlags(words.split(/\s+/));
  const wanted = new Map(Object.entries(toKubeletFlags(spec)));
  const names = [...new Set([...found.keys(), ...wanted.keys()])].toSorted();
  return names.flatMap((name): readonly Change[] => {
    const [before, after] = [found.get(name), wanted.get(name)];
    if (before === after || (after === undefined && KUBEADM_FLAGS.has(name))) return [];
    return [
      {
        field: `--${name}`,
        ...(before === undefined ? {} : { before }),
        ...(after === undefined ? {} : { after }),
      },
    ];
  });
};
