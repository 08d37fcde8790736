import { randomInt } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { storeUnset } from "../../shared/errors/store-errors.ts";
import { copyFolder } from "../../shared/etcd/snapshot-copy.ts";
import { openS3Store, type S3Store } from "../../shared/s3/s3-store.ts";
import type { CommandContext } from "../cli/command-context.ts";
import type { LoadedConfig } from "../config/load-cluster-config.ts";
import type { ClusterRecord } from "../keystore/cluster-record.ts";
import { storeAddress, storeSecrets } from "./snapshot-store-config.ts";

/** A cluster's copies in the store of cluster.yml, asked from here: no agent is needed. */
export interface OpenedCopies {
  readonly store: S3Store;
  /** The cluster's own, in the bucket. */
  readonly folder: string;
  /** For people. */
  readonly place: string;
  /** Secret. Of cluster.yml; absent: it names none. */
  readonly passphrase?: string;
}

const RANDOM_STEPS = 1_000;

/** Whether cluster.yml names a store. */
export const hasStore = ({ config }: Pick<LoadedConfig, "config">): boolean =>
  config.maintenance.etcd_snapshots?.s3 !== undefined;

/** Works with the store, and closes it. Throws `SNAPSHOT_STORE_UNSET`. */
export const withCopies = async <Result>(
  { clock, environment }: Pick<CommandContext, "clock" | "environment">,
  { config, contents }: Pick<LoadedConfig, "config" | "contents">,
  { id }: Pick<ClusterRecord, "id">,
  act: (copies: OpenedCopies) => Promise<Result>,
): Promise<Result> => {
  const wanted = config.maintenance.etcd_snapshots?.s3;
  if (wanted === undefined) throw storeUnset({});
  const { prefix, ...address } = storeAddress(wanted);
  const { secretAccessKey, passphrase, ca } = storeSecrets(wanted, contents);
  const store = openS3Store(
    {
      ...address,
      accessKeyId: wanted.access_key_id,
      secretAccessKey,
      ...(ca === undefined ? {} : { ca }),
    },
    {
      now: () => new Date(clock.nowMs()),
      pause: (ms) => sleep(ms),
      random: () => randomInt(RANDOM_STEPS) / RANDOM_STEPS,
      environment,
    },
  );
  try {
    return await act({
      store,
      folder: copyFolder(prefix, id),
      place: `${address.bucket} at ${address.endpoint}`,
      ...(passphrase === undefined ? {} : { passphrase }),
    });
  } finally {
    store.close();
  }
};
