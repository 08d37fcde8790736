import {
  CONTROL_PLANE_FOLDER,
  type ControlPlaneSpec,
  type MountedFolder,
} from "../../shared/spec/node-spec.ts";
import { sortKeys } from "../spec/sort-keys.ts";
import type { SealedSecret } from "../stacks/seal-stack.ts";
import { admission } from "./admission.ts";
import { audit } from "./audit.ts";
import { cloudProvider } from "./cloud-provider.ts";
import type { ControlPlaneInput, ControlPlanePart, PartOf } from "./control-plane-part.ts";
import { externalEtcd } from "./external-etcd.ts";
import { mergeFlags } from "./merge-flags.ts";
import { oidc } from "./oidc.ts";
import { secretsEncryption } from "./secrets-encryption.ts";
import { snapshotStore } from "./snapshot-store.ts";
import { tokenWebhook } from "./token-webhook.ts";

/** To support a key of the control plane, add its part here. */
const parts: readonly PartOf[] = [
  tokenWebhook,
  oidc,
  audit,
  admission,
  secretsEncryption,
  externalEtcd,
  cloudProvider,
  snapshotStore,
];

export interface BuiltControlPlane {
  /** The same for all masters. */
  readonly spec: ControlPlaneSpec;
  /** What its files name by hashes. */
  readonly secrets: readonly SealedSecret[];
}

/** What masters are told of cluster.yml; flags that are passed through win. */
export const buildControlPlane = (input: ControlPlaneInput): BuiltControlPlane => {
  const made = parts.map((part) => part(input));
  const files = made.flatMap((part) => part.files ?? []);
  const { api_server, controller_manager, scheduler, feature_gates } = input.config.control_plane;
  const [store] = made.flatMap((part) => part.snapshotStore ?? []);
  const [etcd] = made.flatMap((part) => part.externalEtcd ?? []);
  return {
    spec: {
      apiServerExtraArgs: mergeFlags([
        ...made.map((part) => part.apiServer),
        api_server.extra_args,
      ]),
      controllerManagerExtraArgs: mergeFlags([
        ...made.map((part) => part.controllerManager),
        controller_manager.extra_args,
      ]),
      schedulerExtraArgs: sortKeys(scheduler.extra_args),
      featureGates: sortKeys(feature_gates),
      files: files.map(({ file }) => file),
      apiServerFolders: foldersOf(made),
      controllerManagerFolders: made.flatMap((part) => part.controllerManagerFolders ?? []),
      ...(etcd === undefined ? {} : { externalEtcd: etcd }),
      ...(store === undefined ? {} : { snapshotStore: store }),
    },
    secrets: files.flatMap(({ secret }) => secret ?? []),
  };
};

/** A worker has no control plane, and nothing of one is told to it. */
export const NO_CONTROL_PLANE: ControlPlaneSpec = {
  apiServerExtraArgs: {},
  controllerManagerExtraArgs: {},
  schedulerExtraArgs: {},
  featureGates: {},
  files: [],
  apiServerFolders: [],
  controllerManagerFolders: [],
};

const foldersOf = (made: readonly ControlPlanePart[]): readonly MountedFolder[] => {
  const isRead = made
    .flatMap(({ files = [] }) => files)
    .some(({ file }) => file.path.startsWith(`${CONTROL_PLANE_FOLDER}/`));
  return [
    ...(isRead ? [{ path: CONTROL_PLANE_FOLDER, writable: false }] : []),
    ...made.flatMap(({ apiServerFolders = [] }) => apiServerFolders),
  ];
};
