import { defineError } from "./define-error.ts";

export const storeUnreachable = defineError<{
  readonly endpoint: string;
  readonly reason: string;
}>({
  code: "SNAPSHOT_STORE_UNREACHABLE",
  blame: "environment",
  message: ({ endpoint, reason }) => `the snapshot store ${endpoint} cannot be used: ${reason}`,
  hint: () =>
    "see that it runs, and that masters and this machine reach it (proxies: `hosts[].environment`); copies that are missing are made once it answers",
});

export const storeRefused = defineError<{
  readonly endpoint: string;
  /** The store's own word: `NoSuchBucket`. */
  readonly code: string;
  readonly reason: string;
}>({
  code: "SNAPSHOT_STORE_REFUSED",
  blame: "user",
  message: ({ endpoint, code, reason }) =>
    `the snapshot store ${endpoint} says no: ${[code, reason].filter(Boolean).join(": ")}`,
  hint: () =>
    "compare maintenance.etcd_snapshots.s3 in cluster.yml (keys, region, bucket, path_style) with the store's own settings, and the clocks",
});

export const storeUnset = defineError({
  code: "SNAPSHOT_STORE_UNSET",
  blame: "user",
  message: () => "cluster.yml names no store for snapshots of etcd",
  hint: () => "it is the one of maintenance.etcd_snapshots.s3",
});

export const snapshotCopyBroken = defineError<{ readonly name: string }>({
  code: "SNAPSHOT_COPY_BROKEN",
  blame: "environment",
  message: ({ name }) => `the store does not have ${name} as it was sent there`,
  hint: () => "look at the store; it is sent again, or another one is taken",
});
