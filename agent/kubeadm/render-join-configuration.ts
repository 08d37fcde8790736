import type { JsonObject, NodeSpec } from "../../shared/spec/node-spec.ts";
import { versionRow } from "../../shared/versions/version-table.ts";
import { controlPlaneEndpoint } from "./kubeadm-paths.ts";
import { toLocalApiEndpoint, toNodeRegistration } from "./node-registration.ts";
import { renderDocuments } from "./render-documents.ts";

/** What a host is given to join: lives in memory and, for the length of the call, on tmpfs. */
export interface JoinMaterial {
  /** `abcdef.0123456789abcdef`. */
  readonly token: string;
  /** `sha256:` and the hex digest of the CA's public key. */
  readonly caCertificateHash: string;
  /** Masters only: decrypts the certificates that a master uploaded. */
  readonly certificateKey?: string;
}

/** The file for `kubeadm join`; it holds secrets. */
export const renderJoinConfiguration = (spec: NodeSpec, material: JoinMaterial): string =>
  renderDocuments([toJoinConfiguration(spec, material)]);

const toJoinConfiguration = (spec: NodeSpec, material: JoinMaterial): JsonObject => {
  const { api } = versionRow(spec.kubernetes.version).kubeadm;
  const timeouts = {
    controlPlaneComponentHealthCheck: "4m0s",
    discovery: "5m0s",
    tlsBootstrap: "5m0s",
  };
  return {
    apiVersion: `kubeadm.k8s.io/${api}`,
    kind: "JoinConfiguration",
    discovery: {
      bootstrapToken: {
        apiServerEndpoint: controlPlaneEndpoint(spec),
        caCertHashes: [material.caCertificateHash],
        token: material.token,
        unsafeSkipCAVerification: false,
      },
      ...(api === "v1beta4" ? {} : { timeout: timeouts.discovery }),
    },
    nodeRegistration: toNodeRegistration(spec),
    ...toControlPlane(spec, material),
    ...(api === "v1beta4" ? { timeouts } : {}),
  };
};

const toControlPlane = (spec: NodeSpec, { certificateKey }: JoinMaterial): JsonObject =>
  spec.role === "worker"
    ? {}
    : {
        controlPlane: {
          localAPIEndpoint: toLocalApiEndpoint(spec),
          ...(certificateKey === undefined ? {} : { certificateKey }),
        },
      };
