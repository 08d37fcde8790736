import { EXTERNAL_ETCD_FOLDER } from "../../shared/spec/node-spec.ts";
import type { PartOf } from "./control-plane-part.ts";
import { placeSecret, placeText } from "./place-file.ts";

/**
 * An etcd outside of the cluster. Its files have a folder of their own, because kubeadm mounts that by
 * itself, and no folder may be mounted twice.
 */
export const externalEtcd: PartOf = ({ config, contents, hashSecret }) => {
  const { etcd } = config;
  if (etcd === undefined) return {};
  const read = (path: string) => contents.get(path) ?? "";
  const text = (name: string, path: string | undefined) =>
    path === undefined ? undefined : placeText(name, read(path), EXTERNAL_ETCD_FOLDER);
  const ca = text("ca.pem", etcd.ca_certificate);
  const certificate = text("certificate.pem", etcd.certificate);
  const key =
    etcd.key === undefined
      ? undefined
      : placeSecret("etcd-key.pem", read(etcd.key), hashSecret, {
          folder: EXTERNAL_ETCD_FOLDER,
        });
  return {
    files: [ca, certificate, key].filter((file) => file !== undefined),
    externalEtcd: {
      endpoints: etcd.endpoints.map((endpoint) => endpoint.replace(/\/+$/, "")),
      ...(ca && { caFile: ca.file.path }),
      ...(certificate && { certificateFile: certificate.file.path }),
      ...(key && { keyFile: key.file.path }),
    },
  };
};
