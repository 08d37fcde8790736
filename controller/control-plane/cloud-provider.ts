import { hasInTreeProvider } from "../../shared/versions/cloud-providers.ts";
import { CONTROL_PLANE_FOLDER, KUBELET_FOLDER } from "../../shared/spec/node-spec.ts";
import type { ClusterConfig } from "../config/cluster-config.ts";
import type { ControlPlaneInput, PartOf, PlacedFile } from "./control-plane-part.ts";
import { placeSecret } from "./place-file.ts";

/**
 * The provider that components have built in, where this version has it; else `external`: nodes then
 * wait for the controller that the user runs.
 */
export const cloudProvider: PartOf = ({ config, contents, hashSecret }) => {
  const provider = cloudProviderFlag(config);
  if (provider === undefined) return {};
  if (provider === EXTERNAL) return { controllerManager: { "cloud-provider": EXTERNAL } };
  const path = config.cloud?.config;
  // Accounts and passwords are in it, as a rule.
  const file =
    path === undefined ? undefined : placeSecret(CLOUD_FILE, contents.get(path) ?? "", hashSecret);
  const flags = {
    "cloud-provider": provider,
    ...(file === undefined ? {} : { "cloud-config": file.file.path }),
  };
  return {
    apiServer: flags,
    controllerManager: flags,
    ...(file === undefined
      ? {}
      : {
          files: [file],
          controllerManagerFolders: [{ path: CONTROL_PLANE_FOLDER, writable: false }],
        }),
  };
};

/**
 * The file of a provider that kubelets have built in, on every host: to 1.28, as long as there is one,
 * kubelets have a flag for it.
 */
export const kubeletCloudConfig = ({
  config,
  contents,
  hashSecret,
}: Pick<ControlPlaneInput, "config" | "contents" | "hashSecret">): PlacedFile | undefined => {
  const path = config.cloud?.config;
  const provider = cloudProviderFlag(config);
  if (path === undefined || provider === undefined || provider === EXTERNAL) return undefined;
  return placeSecret(CLOUD_FILE, contents.get(path) ?? "", hashSecret, {
    folder: KUBELET_FOLDER,
    use: "kubelet",
  });
};

/** What `--cloud-provider` says, on kubelets too; `undefined`: there is no cloud. */
export const cloudProviderFlag = ({
  cloud,
  kubernetes,
}: Pick<ClusterConfig, "cloud" | "kubernetes">): string | undefined => {
  if (cloud === undefined) return undefined;
  return hasInTreeProvider(cloud.provider, kubernetes.version) ? cloud.provider : EXTERNAL;
};

const EXTERNAL = "external";
const CLOUD_FILE = "cloud.conf";
