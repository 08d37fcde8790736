import type {
  ControlPlaneFile,
  ExternalEtcdSpec,
  MountedFolder,
  SnapshotStoreSpec,
} from "../../shared/spec/node-spec.ts";
import type { ClusterConfig } from "../config/cluster-config.ts";
import type { EncryptionKeys } from "../keystore/encryption-keys.ts";
import type { SealedSecret } from "../stacks/seal-stack.ts";

/** What a part is made of; it does not depend on the master. */
export interface ControlPlaneInput {
  readonly config: ClusterConfig;
  /** Contents of files that cluster.yml names, by absolute path. */
  readonly contents: ReadonlyMap<string, string>;
  /** Keyed, so that names of files tell nothing of what is in them. */
  readonly hashSecret: (value: string) => string;
  /** Absent: nothing was ever encrypted. */
  readonly encryption?: EncryptionDesign;
}

/** How resources are to be encrypted in etcd. */
export interface EncryptionDesign {
  /** EncryptionConfiguration. Secret. */
  readonly configuration: string;
  /** That it was made of. Secret. */
  readonly keys: EncryptionKeys;
}

/** What one key of cluster.yml adds to the control plane. */
export interface ControlPlanePart {
  /** Flags without dashes. */
  readonly apiServer?: Readonly<Record<string, string>>;
  readonly controllerManager?: Readonly<Record<string, string>>;
  readonly files?: readonly PlacedFile[];
  /** Folders that the API server needs besides those of the files. */
  readonly apiServerFolders?: readonly MountedFolder[];
  readonly controllerManagerFolders?: readonly MountedFolder[];
  readonly externalEtcd?: ExternalEtcdSpec;
  readonly snapshotStore?: SnapshotStoreSpec;
}

/** A file of the control plane, and its content where the spec does not hold it. */
export interface PlacedFile {
  readonly file: ControlPlaneFile;
  readonly secret?: SealedSecret;
}

export type PartOf = (input: ControlPlaneInput) => ControlPlanePart;
