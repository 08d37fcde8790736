import * as z from "zod";
import { AddonConfigs } from "./schema/addon-configs.ts";
import { hostAddress } from "./schema/addresses.ts";
import { AdoptedConfig } from "./schema/adopted-config.ts";
import {
  AdmissionPlugins,
  AuditConfig,
  AuthenticationConfig,
  ExternalEtcd,
} from "./schema/api-server-options.ts";
import { ControlPlaneConfig, KubeProxyConfig } from "./schema/control-plane-config.ts";
import { CriDockerdConfig } from "./schema/cri-dockerd-config.ts";
import { DriftConfig } from "./schema/drift-config.ts";
import { HostConfig } from "./schema/host-config.ts";
import { ImageMirrors } from "./schema/image-mirrors.ts";
import { KubeletConfig } from "./schema/kubelet-config.ts";
import { ClusterName } from "./schema/kubernetes-names.ts";
import { KubernetesVersionText } from "./schema/kubernetes-version-text.ts";
import { MaintenanceConfig } from "./schema/maintenance-config.ts";
import { NetworkConfig } from "./schema/network-config.ts";
import { PackageRepositories } from "./schema/package-repositories.ts";
import { filePath } from "./schema/rule.ts";
import { imageRepository, registryHost } from "./schema/urls.ts";

/**
 * cluster.yml: every key that it may hold, with its rule, default and description. What this version
 * does not run yet is known here all the same, and refused by `config-support.ts`.
 */
export const ClusterConfig = z.strictObject({
  name: ClusterName.optional().describe(
    "Name of the cluster; generated at the first apply, then kept.",
  ),
  hosts: z.array(HostConfig).min(1).describe("The machines of the cluster."),
  kubernetes: z
    .strictObject({ version: KubernetesVersionText })
    .prefault({})
    .describe("Kubernetes itself."),
  api: z
    .strictObject({
      endpoint: hostAddress
        .optional()
        .describe("Name or address of the API for people; the first master's if absent."),
      certificate_names: z
        .array(hostAddress)
        .optional()
        .describe("Further names and addresses in the API's certificate."),
    })
    .prefault({})
    .describe("How the API is reached from outside."),
  adopted: AdoptedConfig.optional().describe(
    "The cluster was made with kubeadm alone; `pharosctl adopt` writes this.",
  ),
  network: NetworkConfig.prefault({}).describe("Pods, services and DNS."),
  etcd: ExternalEtcd.optional().describe("An etcd outside of the cluster."),
  authentication: AuthenticationConfig.optional().describe("Further ways to log in."),
  audit: AuditConfig.optional().describe("Where audit events go."),
  cloud: z
    .strictObject({
      provider: z.string().describe("Name of the cloud."),
      config: filePath().optional().describe("File with its settings."),
    })
    .optional()
    .describe("Cloud provider."),
  kube_proxy: KubeProxyConfig.prefault({}).describe("kube-proxy."),
  kubelet: KubeletConfig.prefault({}).describe("The kubelet of every host."),
  control_plane: ControlPlaneConfig.prefault({}).describe("The control plane's components."),
  admission_plugins: AdmissionPlugins.optional().describe(
    "Admission plugins that are switched on or off.",
  ),
  container_runtime: z
    .strictObject({
      insecure_registries: z
        .array(registryHost)
        .default([])
        .describe("Registries without TLS, or with certificates that cannot be checked."),
      cri_dockerd: CriDockerdConfig.optional().describe(
        "What stands between Docker and kubelets from Kubernetes 1.24 on.",
      ),
    })
    .prefault({})
    .describe("The container runtime of every host."),
  image_repository: imageRepository
    .optional()
    .describe("Where Kubernetes' own images are; the version's public registry if absent."),
  image_mirror: ImageMirrors.optional().describe("Mirrors instead of public registries."),
  repositories: PackageRepositories.optional().describe("Package repositories of all hosts."),
  secrets_encryption: z
    .strictObject({ enabled: z.boolean().describe("Whether secrets are encrypted in etcd.") })
    .optional()
    .describe("Encryption of secrets at rest."),
  drift: DriftConfig.extend({
    mode: DriftConfig.shape.mode.default("correct"),
    interval: DriftConfig.shape.interval.default("5m"),
  })
    .prefault({})
    .describe("What agents do about differences that no apply has made."),
  maintenance: MaintenanceConfig.prefault({}).describe("When workloads may be disrupted."),
  ssh: z
    .strictObject({
      parallel: z
        .int()
        .min(1)
        .max(512)
        .default(32)
        .describe("Hosts that are worked on by SSH at the same time."),
    })
    .prefault({})
    .describe("The SSH step of the first contact."),
  addons: AddonConfigs.optional().describe("Addons by name."),
  manifests: z.array(filePath()).optional().describe("Files and folders with your own objects."),
  charts: z.array(z.json()).optional().describe("Helm charts."),
  bundle: z.json().optional().describe("Offline bundle."),
});
export type ClusterConfig = DeepReadonly<z.infer<typeof ClusterConfig>>;

type DeepReadonly<Value> = Value extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : Value extends object
    ? { readonly [Key in keyof Value]: DeepReadonly<Value[Key]> }
    : Value;
