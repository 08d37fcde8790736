import { SNAPSHOT_STORE_FOLDER, type SnapshotStoreSpec } from "../../shared/spec/node-spec.ts";
import { parseDurationMs } from "../config/duration.ts";
import { storeAddress, storeSecrets } from "../etcd/snapshot-store-config.ts";
import type { PartOf } from "./control-plane-part.ts";
import { placeSecret, placeText } from "./place-file.ts";

/** The store that masters copy their scheduled snapshots to. Its files are the agents' alone: no component is given them. */
export const snapshotStore: PartOf = ({ config, contents, hashSecret }) => {
  const wanted = config.maintenance.etcd_snapshots?.s3;
  if (wanted === undefined || config.etcd !== undefined) return {};
  const { secretAccessKey, passphrase, ca: authority } = storeSecrets(wanted, contents);
  const folder = SNAPSHOT_STORE_FOLDER;
  const hidden = (name: string, text: string) => placeSecret(name, text, hashSecret, { folder });
  const key = hidden("secret-access-key", secretAccessKey);
  const phrase = passphrase === undefined ? undefined : hidden("passphrase", passphrase);
  const ca = authority === undefined ? undefined : placeText("store-ca.pem", authority, folder);
  const keepForMs = parseDurationMs(wanted.keep_for ?? "");
  const store: SnapshotStoreSpec = {
    ...storeAddress(wanted),
    accessKeyId: wanted.access_key_id,
    secretKeyFile: key.file.path,
    ...(phrase === undefined ? {} : { passphraseFile: phrase.file.path }),
    ...(ca === undefined ? {} : { caFile: ca.file.path }),
    keep: wanted.keep,
    ...(keepForMs === undefined ? {} : { keepForMs }),
  };
  return {
    files: [key, phrase, ca].filter((file) => file !== undefined),
    snapshotStore: store,
  };
};
