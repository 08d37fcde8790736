import type { SnapshotStoreSpec } from "../../shared/spec/node-spec.ts";

/** With all that can be said of a store. */
export const fullSnapshotStore: SnapshotStoreSpec = {
  endpoint: "https://store.example.com:9000",
  region: "us-east-1",
  bucket: "snapshots",
  prefix: "clusters",
  pathStyle: true,
  accessKeyId: "AKIDEXAMPLE",
  secretKeyFile: "/etc/pharos/snapshot-store/secret-access-key-0",
  passphraseFile: "/etc/pharos/snapshot-store/passphrase-0",
  caFile: "/etc/pharos/snapshot-store/store-ca-0.pem",
  keep: 30,
  keepForMs: 7_776_000_000,
};
