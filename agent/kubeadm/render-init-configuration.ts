import type { JsonObject, NodeSpec } from "../../shared/spec/node-spec.ts";
import { versionRow } from "../../shared/versions/version-table.ts";
import { toClusterConfiguration } from "./cluster-configuration.ts";
import { toKubeProxyConfiguration, toKubeletConfiguration } from "./component-configurations.ts";
import { renderExtraArguments } from "./extra-arguments.ts";
import { toLocalApiEndpoint, toNodeRegistration } from "./node-registration.ts";
import { renderDocuments } from "./render-documents.ts";

/**
 * The file for `kubeadm init` and its single phases on a master. `certificateKey`: only for the
 * upload of the masters' shared certificates; the file is then a secret. `certificatesDir`: where a
 * phase is to work instead of in the host's own folder.
 */
export const renderInitConfiguration = (
  spec: NodeSpec,
  certificateKey?: string,
  certificatesDir?: string,
): string =>
  renderDocuments([
    toInitConfiguration(spec, certificateKey),
    {
      ...toClusterConfiguration(spec),
      ...(certificatesDir === undefined ? {} : { certificatesDir }),
    },
    toKubeletConfiguration(spec),
    toKubeProxyConfiguration(spec),
  ]);

/** For etcd's manifest alone: a member of a cluster that exists, among those of `initialCluster`. */
export const renderEtcdConfiguration = (spec: NodeSpec, initialCluster: string): string => {
  const { api } = versionRow(spec.kubernetes.version).kubeadm;
  const local = renderExtraArguments(api, "extraArgs", {
    "initial-cluster": initialCluster,
    "initial-cluster-state": "existing",
  });
  return renderDocuments([
    toInitConfiguration(spec, undefined),
    { ...toClusterConfiguration(spec), etcd: { local } },
  ]);
};

/**
 * kubeadm always makes a bootstrap token, good for a day if nothing is said. Ours are made when they
 * are needed, so this one ends after a minute; its cluster-info and roles are what the phase is for.
 */
const toInitConfiguration = (spec: NodeSpec, certificateKey: string | undefined): JsonObject => {
  const { api } = versionRow(spec.kubernetes.version).kubeadm;
  return {
    apiVersion: `kubeadm.k8s.io/${api}`,
    kind: "InitConfiguration",
    bootstrapTokens: [{ description: "made by kubeadm init, not used", ttl: "1m0s" }],
    localAPIEndpoint: toLocalApiEndpoint(spec),
    nodeRegistration: toNodeRegistration(spec),
    ...(certificateKey === undefined ? {} : { certificateKey }),
    ...(api === "v1beta4" ? { timeouts: { controlPlaneComponentHealthCheck: "4m0s" } } : {}),
  };
};
