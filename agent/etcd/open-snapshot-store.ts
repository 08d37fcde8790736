import { secretMissing } from "../../shared/errors/spec-errors.ts";
import { openS3Store, type S3Store } from "../../shared/s3/s3-store.ts";
import type { S3Ports } from "../../shared/s3/s3-settings.ts";
import type { NodeSpec, SnapshotStoreSpec } from "../../shared/spec/node-spec.ts";
import type { HostReader } from "../host/host.ts";

export interface OpenedSnapshotStore {
  readonly store: S3Store;
  /** Secret. Absent: copies are not encrypted. */
  readonly passphrase?: string;
}

/** Throws `SECRET_MISSING` where an apply has not brought the keys here yet. */
export const openSnapshotStore = async (
  files: HostReader["files"],
  { system }: Pick<NodeSpec, "system">,
  wanted: SnapshotStoreSpec,
  ports: Omit<S3Ports, "environment">,
): Promise<OpenedSnapshotStore> => {
  const { endpoint, region, bucket, pathStyle, accessKeyId } = wanted;
  const { secretKeyFile, passphraseFile, caFile } = wanted;
  const need = async (path: string): Promise<string> => {
    const text = await files.read(path);
    if (text === undefined) throw secretMissing({ secret: path });
    return text;
  };
  const secretAccessKey = await need(secretKeyFile);
  const passphrase = passphraseFile === undefined ? undefined : await need(passphraseFile);
  const ca = caFile === undefined ? undefined : await need(caFile);
  const store = openS3Store(
    {
      endpoint,
      region,
      bucket,
      pathStyle,
      accessKeyId,
      secretAccessKey,
      ...(ca === undefined ? {} : { ca }),
    },
    { ...ports, environment: system.environment },
  );
  return { store, ...(passphrase === undefined ? {} : { passphrase }) };
};
