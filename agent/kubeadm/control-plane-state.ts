import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import { versionRow } from "../../shared/versions/version-table.ts";
import type { HostReader } from "../host/host.ts";
import type { KubernetesAnswer } from "../host/kubernetes.ts";
import { controlPlaneFiles, kubeadmPaths, nodeFiles, restoredFiles } from "./kubeadm-paths.ts";
import { valueAt } from "../../shared/spec/json-path.ts";
import { silenceOf } from "../kubernetes/kubernetes-answer.ts";
import { findPresentFiles } from "./present-files.ts";

/** How far `kubeadm init` came on this host, as the host and its API server show it. */
export type ControlPlaneState =
  | { readonly kind: "absent" }
  /** Authorities and etcd's data are there and nothing else: what a restore leaves for init to go on with. */
  | { readonly kind: "restored" }
  /** Files of it are missing, or init was cut before the API server ever served: no cluster runs of this. */
  | {
      readonly kind: "partial";
      readonly found: readonly string[];
      readonly missing: readonly string[];
    }
  /** Everything is on disk and the API server does not answer: somebody else's matter, never made anew. */
  | { readonly kind: "stopped"; readonly reason: string }
  /** The API server answers and lacks what the last phases of init put there. */
  | { readonly kind: "unfinished"; readonly missing: readonly string[] }
  | { readonly kind: "complete" };

/** Looks at the results of all of init's phases. Total: whatever the API server says is a state. */
export const observeControlPlane = async (
  host: HostReader,
  spec: NodeSpec,
): Promise<ControlPlaneState> => {
  const { found, missing } = await findPresentFiles(host, [
    ...nodeFiles,
    ...controlPlaneFiles(spec),
  ]);
  if (found.length === 0) return { kind: "absent" };
  if (isRestored(found)) return { kind: "restored" };
  if (missing.length > 0) return { kind: "partial", found, missing };
  const silence = silenceOf(await host.kubernetes.get("admin", "/readyz"));
  if (silence === undefined) return await observeCluster(host, spec);
  if (await isKubeletFinalized(host)) return { kind: "stopped", reason: silence };
  return { kind: "partial", found, missing: ["an API server that answers"] };
};

const isRestored = (found: readonly string[]): boolean =>
  restoredFiles.every((path) => found.includes(path)) && found.length === restoredFiles.length;

/**
 * Near its end init makes kubelet.conf point to the certificate that the kubelet rotates. Before
 * that, a silent API server means that init was cut; after it, that a running cluster is down.
 */
const isKubeletFinalized = async (host: HostReader): Promise<boolean> =>
  (await host.files.read(kubeadmPaths.kubeletConf))?.includes(
    kubeadmPaths.kubeletClientCertificate,
  ) ?? false;

interface ClusterPiece {
  readonly name: string;
  readonly path: string;
  readonly isThere?: (answer: KubernetesAnswer) => boolean;
}

const observeCluster = async (host: HostReader, spec: NodeSpec): Promise<ControlPlaneState> => {
  const pieces = listPieces(spec);
  const answers = await Promise.all(
    pieces.map(async (piece) => ({
      piece,
      answer: await host.kubernetes.get("admin", piece.path),
    })),
  );
  const silence = answers
    .map(({ answer }) => silenceOf(answer))
    .find((reason) => reason !== undefined);
  if (silence !== undefined) return { kind: "stopped", reason: silence };
  const missing = answers
    .filter(({ piece, answer }) => !(piece.isThere?.(answer) ?? answer.kind === "ok"))
    .map(({ piece }) => piece.name);
  return missing.length === 0 ? { kind: "complete" } : { kind: "unfinished", missing };
};

const listPieces = ({ host, kubernetes }: NodeSpec): readonly ClusterPiece[] => {
  const row = versionRow(kubernetes.version);
  const configMaps = "/api/v1/namespaces/kube-system/configmaps";
  const [label = ""] = row.controlPlane.labels;
  return [
    { name: "ConfigMap kubeadm-config", path: `${configMaps}/kubeadm-config` },
    {
      name: `ConfigMap ${row.kubeadm.kubeletConfigMap}`,
      path: `${configMaps}/${row.kubeadm.kubeletConfigMap}`,
    },
    {
      name: "control plane label",
      path: `/api/v1/nodes/${host}`,
      isThere: (answer) =>
        answer.kind === "ok" && valueAt(answer.object, "metadata", "labels", label) !== undefined,
    },
    {
      name: "ConfigMap cluster-info",
      path: "/api/v1/namespaces/kube-public/configmaps/cluster-info",
    },
    {
      name: "DaemonSet kube-proxy",
      path: "/apis/apps/v1/namespaces/kube-system/daemonsets/kube-proxy",
    },
    ...(kubernetes.dns.provider === "none"
      ? []
      : [
          {
            name: "Deployment coredns",
            path: "/apis/apps/v1/namespaces/kube-system/deployments/coredns",
          },
        ]),
  ];
};
