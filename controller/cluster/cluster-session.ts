import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { keystoreDamaged } from "../../shared/errors/keystore-errors.ts";
import { createKeystore } from "../keystore/create-keystore.ts";
import { findKeystores } from "../keystore/find-keystores.ts";
import { openKeystore } from "../keystore/open-keystore.ts";
import type { Keystore, KeystoreOptions } from "../keystore/keystore.ts";
import type { ClusterConfig } from "../config/cluster-config.ts";
import { generateClusterName } from "./generate-cluster-name.ts";
import { readMembershipFile, type SignedMembership } from "./membership-file.ts";

/** The cluster that a cluster.yml is about, as this machine knows it. */
export interface ClusterSession {
  readonly keystore: Keystore;
  readonly membership: SignedMembership | undefined;
  /** The cluster has no keys on this machine yet: these are a draft that goes with `discard`. */
  readonly isDraft: boolean;
  /** Keeps a draft for good, below ~/.pharos. */
  readonly keep: () => Promise<ClusterSession>;
  /** Removes a draft; nothing for a cluster that is kept. */
  readonly discard: () => Promise<void>;
}

/**
 * Finds the cluster by its name, or without one by the addresses of its hosts; makes the keys of a
 * new one as a draft, since nothing is to be left behind before somebody said yes. `base` is
 * ~/.pharos.
 */
export const openClusterSession = async (
  base: string,
  config: ClusterConfig,
  options: KeystoreOptions,
): Promise<ClusterSession> => {
  const name = config.name ?? (await findByHosts(base, config));
  const known = name === undefined ? undefined : await openKeystore(base, name, options);
  return known === undefined ? draft(base, name ?? generateClusterName(), options) : kept(known);
};

const kept = async (keystore: Keystore): Promise<ClusterSession> => {
  const session: ClusterSession = {
    keystore,
    membership: await readMembershipFile(keystore.folder),
    isDraft: false,
    keep: async () => session,
    discard: async () => undefined,
  };
  return session;
};

const draft = async (
  base: string,
  name: string,
  options: KeystoreOptions,
): Promise<ClusterSession> => {
  await mkdir(base, { recursive: true, mode: 0o700 });
  const folder = await mkdtemp(join(base, ".draft-"));
  const keystore = await createKeystore(folder, name, options);
  const discard = () => rm(folder, { recursive: true, force: true });
  return {
    keystore,
    membership: undefined,
    isDraft: true,
    discard,
    keep: async () => {
      await rename(keystore.folder, join(base, name));
      await discard();
      const moved = await openKeystore(base, name, options);
      if (moved === undefined)
        throw keystoreDamaged({
          file: join(base, name),
          reason: "is gone right after it was made",
        });
      return kept(moved);
    },
  };
};

const findByHosts = async (base: string, config: ClusterConfig): Promise<string | undefined> => {
  for (const { cluster, folder } of await findKeystores(base)) {
    const members = (await readMembershipFile(folder))?.content.members ?? [];
    if (members.some(({ address }) => config.hosts.some((host) => host.address === address)))
      return cluster.name;
  }
  return undefined;
};
