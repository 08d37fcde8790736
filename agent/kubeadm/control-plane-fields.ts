import type { ControlPlaneSpec, JsonObject, MountedFolder } from "../../shared/spec/node-spec.ts";

/** By which volumes of ours are known among those that kubeadm adds by itself. */
export const VOLUME_PREFIX = "pharos-";

/** Folders of the host under the same path in the component; none: no field. */
export const toExtraVolumes = (folders: readonly MountedFolder[]): JsonObject =>
  folders.length === 0
    ? {}
    : {
        extraVolumes: folders.map(({ path, writable }) => ({
          name: `${VOLUME_PREFIX}${path.slice(1).replaceAll(/[^a-z0-9]+/g, "-")}`,
          hostPath: path,
          mountPath: path,
          readOnly: !writable,
          pathType: writable ? "DirectoryOrCreate" : "Directory",
        })),
      };

/** The etcd that the API servers are to use instead of one on the masters. */
export const toExternalEtcd = ({ externalEtcd }: ControlPlaneSpec): JsonObject => {
  if (externalEtcd === undefined) return {};
  const { endpoints, caFile, certificateFile, keyFile } = externalEtcd;
  return {
    etcd: {
      external: {
        endpoints,
        ...(caFile === undefined ? {} : { caFile }),
        ...(certificateFile === undefined ? {} : { certFile: certificateFile }),
        ...(keyFile === undefined ? {} : { keyFile }),
      },
    },
  };
};
