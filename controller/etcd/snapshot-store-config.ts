import type { S3Settings } from "../../shared/s3/s3-settings.ts";
import type { ClusterConfig } from "../config/cluster-config.ts";

/** `maintenance.etcd_snapshots.s3`. */
export type SnapshotStoreConfig = NonNullable<
  NonNullable<ClusterConfig["maintenance"]["etcd_snapshots"]>["s3"]
>;

type StoreAddress = Pick<S3Settings, "endpoint" | "region" | "bucket" | "pathStyle"> & {
  readonly prefix: string;
};

interface StoreSecrets {
  readonly secretAccessKey: string;
  /** Absent: copies are not encrypted. */
  readonly passphrase?: string;
  /** PEM. */
  readonly ca?: string;
}

/** Where the store is. Without an endpoint that is AWS in the region; other stores mostly want the path. */
export const storeAddress = ({
  endpoint,
  region,
  bucket,
  prefix,
  path_style: pathStyle = endpoint !== undefined,
}: SnapshotStoreConfig): StoreAddress => ({
  endpoint: new URL(endpoint ?? `https://s3.${region}.amazonaws.com`).origin,
  region,
  bucket,
  prefix: prefix.replaceAll(/^\/+|\/+$/g, ""),
  pathStyle,
});

/** What opens it; `contents` are those of files by their absolute path. */
export const storeSecrets = (
  {
    secret_access_key,
    secret_access_key_file,
    passphrase,
    passphrase_file,
    ca,
  }: SnapshotStoreConfig,
  contents: ReadonlyMap<string, string>,
): StoreSecrets => {
  const read = (path: string | undefined): string | undefined =>
    path === undefined ? undefined : (contents.get(path) ?? "").trim();
  const phrase = passphrase ?? read(passphrase_file);
  const authority = ca === undefined ? undefined : (contents.get(ca) ?? "");
  return {
    secretAccessKey: secret_access_key ?? read(secret_access_key_file) ?? "",
    ...(phrase === undefined ? {} : { passphrase: phrase }),
    ...(authority === undefined ? {} : { ca: authority }),
  };
};
