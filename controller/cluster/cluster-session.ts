import { mkdir, mkdtemp, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { keystoreDamaged, keystoreExists } from "../../shared/errors/keystore-errors.ts";
import { createKeystore } from "../keystore/create-keystore.ts";
import { findKeystores } from "../keystore/find-keystores.ts";
import { errorCodeOf, syncFolder } from "../keystore/keystore-file.ts";
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
  await removeOldDrafts(base, options.now());
  const folder = await mkdtemp(join(base, DRAFT_PREFIX));
  const keystore = await createKeystore(folder, name, options);
  const discard = () => rm(folder, { recursive: true, force: true });
  return {
    keystore,
    membership: undefined,
    isDraft: true,
    discard,
    keep: async () => {
      await moveInto(keystore.folder, join(base, name));
      await syncFolder(base);
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

/** A folder that is not empty is never replaced: of two first applies one loses here. */
const moveInto = async (from: string, folder: string): Promise<void> => {
  try {
    await rename(from, folder);
  } catch (cause) {
    if (["EEXIST", "ENOTEMPTY"].includes(errorCodeOf(cause) ?? "")) {
      throw keystoreExists({ folder }, { cause });
    }
    throw cause;
  }
};

const DRAFT_PREFIX = ".draft-";
const DRAFT_KEPT_MS = 24 * 3_600_000;

/** Keys of clusters that never were, left by invocations that were killed. */
const removeOldDrafts = async (base: string, now: Date): Promise<void> => {
  const names = (await readdir(base)).filter((name) => name.startsWith(DRAFT_PREFIX));
  for (const name of names) {
    const folder = join(base, name);
    const found = await stat(folder).catch(() => undefined);
    const ageMs = now.getTime() - (found?.mtimeMs ?? now.getTime());
    if (ageMs > DRAFT_KEPT_MS) await rm(folder, { recursive: true, force: true });
  }
};

const findByHosts = async (base: string, config: ClusterConfig): Promise<string | undefined> => {
  for (const { cluster, folder } of await findKeystores(base)) {
    const members = (await readMembershipFile(folder))?.content.members ?? [];
    if (members.some(({ address }) => config.hosts.some((host) => host.address === address)))
      return cluster.name;
  }
  return undefined;
};
