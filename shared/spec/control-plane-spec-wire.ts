import { messageInvalidError } from "../errors/rpc-errors.ts";
import type * as wire from "../rpc/gen/spec.ts";
import type {
  ControlPlaneFile,
  ControlPlaneSpec,
  ExternalEtcdSpec,
  SnapshotStoreSpec,
} from "./node-spec.ts";
import { positive } from "./wire-reader.ts";

export const toWireControlPlane = ({
  externalEtcd,
  snapshotStore,
  files,
  ...rest
}: ControlPlaneSpec): wire.ControlPlaneSpec => ({
  ...rest,
  files: files.map(toWireFile),
  externalEtcd: externalEtcd === undefined ? undefined : toWireEtcd(externalEtcd),
  snapshotStore: snapshotStore === undefined ? undefined : toWireStore(snapshotStore),
});

/** Throws MESSAGE_INVALID. */
export const fromWireControlPlane = (controlPlane: wire.ControlPlaneSpec): ControlPlaneSpec => ({
  apiServerExtraArgs: controlPlane.apiServerExtraArgs,
  controllerManagerExtraArgs: controlPlane.controllerManagerExtraArgs,
  schedulerExtraArgs: controlPlane.schedulerExtraArgs,
  featureGates: controlPlane.featureGates,
  files: controlPlane.files.map(fromWireFile),
  apiServerFolders: controlPlane.apiServerFolders.map(fromWireFolder),
  controllerManagerFolders: controlPlane.controllerManagerFolders.map(fromWireFolder),
  ...(controlPlane.externalEtcd && { externalEtcd: fromWireEtcd(controlPlane.externalEtcd) }),
  ...(controlPlane.snapshotStore && { snapshotStore: fromWireStore(controlPlane.snapshotStore) }),
});

export const toWireFile = ({ path, content }: ControlPlaneFile): wire.ControlPlaneFile =>
  content.kind === "text"
    ? { path, content: "text", text: content.text }
    : { path, content: "secret", secret: content.ref };

/** Throws MESSAGE_INVALID. */
export const fromWireFile = (file: wire.ControlPlaneFile): ControlPlaneFile => {
  const { path } = file;
  switch (file.content) {
    case "text":
      return { path, content: { kind: "text", text: file.text } };
    case "secret":
      return {
        path,
        content: { kind: "secret", ref: { name: file.secret.name, hash: file.secret.hash } },
      };
    case undefined:
      throw messageInvalidError({
        message: "ControlPlaneFile",
        field: "content",
        reason: "is missing",
      });
  }
};

const fromWireFolder = ({ path, writable }: wire.MountedFolder) => ({ path, writable });

const toWireEtcd = (etcd: ExternalEtcdSpec): wire.ExternalEtcdSpec => ({
  endpoints: etcd.endpoints,
  caFile: etcd.caFile ?? "",
  certificateFile: etcd.certificateFile ?? "",
  keyFile: etcd.keyFile ?? "",
});

const fromWireEtcd = (etcd: wire.ExternalEtcdSpec): ExternalEtcdSpec => ({
  endpoints: etcd.endpoints,
  ...(etcd.caFile === "" ? {} : { caFile: etcd.caFile }),
  ...(etcd.certificateFile === "" ? {} : { certificateFile: etcd.certificateFile }),
  ...(etcd.keyFile === "" ? {} : { keyFile: etcd.keyFile }),
});

const toWireStore = (store: SnapshotStoreSpec): wire.SnapshotStoreSpec => ({
  ...store,
  passphraseFile: store.passphraseFile ?? "",
  caFile: store.caFile ?? "",
  keepForMs: store.keepForMs ?? 0,
});

const fromWireStore = (store: wire.SnapshotStoreSpec): SnapshotStoreSpec => {
  const { endpoint, region, bucket, prefix, pathStyle, accessKeyId, secretKeyFile } = store;
  const { passphraseFile, caFile, keepForMs } = store;
  return {
    endpoint,
    region,
    bucket,
    prefix,
    pathStyle,
    accessKeyId,
    secretKeyFile,
    ...(passphraseFile === "" ? {} : { passphraseFile }),
    ...(caFile === "" ? {} : { caFile }),
    keep: positive(store.keep, "SnapshotStoreSpec", "keep"),
    ...(keepForMs === 0 ? {} : { keepForMs }),
  };
};
