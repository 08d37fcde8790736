import { expect, test } from "vitest";
import { ClusterConfig } from "../config/cluster-config.ts";
import { snapshotStore } from "./snapshot-store.ts";

const build = (s3: object, over: object = {}) =>
  snapshotStore({
    config: ClusterConfig.parse({
      hosts: [{ address: "10.0.0.1", role: "master" }],
      maintenance: {
        etcd_snapshots: { s3: { bucket: "snapshots", access_key_id: "AKIDEXAMPLE", ...s3 } },
      },
      ...over,
    }),
    contents: new Map([
      ["/k/secret", "planted\n"],
      ["/k/passphrase", " a long passphrase\n"],
      ["/k/ca.pem", "PEM\n"],
    ]),
    hashSecret: (value) => `hash-of-${value.length}`,
  });

test("AWS is found by its region, with the bucket in its name", () => {
  const { snapshotStore: store } = build({ region: "eu-central-1", secret_access_key: "planted" });
  expect(store).toMatchObject({
    endpoint: "https://s3.eu-central-1.amazonaws.com",
    pathStyle: false,
    prefix: "",
  });
});

test("another store has the bucket in its path; masters get files of what opens it, and specs no text", () => {
  const { snapshotStore: store, files = [] } = build({
    endpoint: "https://minio.example.com:9000/",
    prefix: "/clusters/",
    secret_access_key_file: "/k/secret",
    passphrase_file: "/k/passphrase",
    ca: "/k/ca.pem",
    keep_for: "7d",
  });
  const folder = "/etc/pharos/snapshot-store";
  expect(store).toEqual({
    endpoint: "https://minio.example.com:9000",
    region: "us-east-1",
    bucket: "snapshots",
    prefix: "clusters",
    pathStyle: true,
    accessKeyId: "AKIDEXAMPLE",
    secretKeyFile: `${folder}/secret-access-key-hash-of-7`,
    passphraseFile: `${folder}/passphrase-hash-of-17`,
    caFile: expect.stringMatching(/^\/etc\/pharos\/snapshot-store\/store-ca-[0-9a-f]{10}\.pem$/),
    keep: 30,
    keepForMs: 604_800_000,
  });
  expect(JSON.stringify([store, files.map(({ file }) => file)])).not.toMatch(/planted|a long/);
  expect(files.map(({ secret }) => secret?.value)).toEqual([
    "planted",
    "a long passphrase",
    undefined,
  ]);
});

test("without one, and with an etcd outside, masters are told of none", () => {
  expect(build({ secret_access_key: "a" }, { maintenance: {} })).toEqual({});
  expect(build({ secret_access_key: "a" }, { etcd: { endpoints: ["https://a:2379"] } })).toEqual(
    {},
  );
});
