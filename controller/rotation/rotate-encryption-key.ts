import { isDeepStrictEqual } from "node:util";
import { interrupted } from "../../shared/errors/cli-errors.ts";
import { lockLost } from "../../shared/errors/coordination-errors.ts";
import { encryptionOff } from "../../shared/errors/rotation-errors.ts";
import type { HeldLock } from "../cluster/cluster-lock.ts";
import type { OpenedCluster } from "../cluster/open-members.ts";
import { withMembersLock } from "../cluster/with-members-lock.ts";
import {
  type EncryptionKeys,
  type EncryptionPhase,
  readEncryptionKeys,
  writeEncryptionKeys,
} from "../keystore/encryption-keys.ts";
import { beginKeyRotation, nextKeys } from "./next-keys.ts";
import { rewriteSecrets } from "./rewrite-secrets.ts";

export interface KeyRotationPorts {
  /** Where the keys are. */
  readonly folder: string;
  readonly open: () => Promise<OpenedCluster>;
  /**
   * Brings the keys that the folder has now to all masters, one after the other, and comes back when every
   * one of their API servers runs with them; does nothing where that is so.
   */
  readonly bringKeys: (phase: EncryptionPhase) => Promise<void>;
  /** In words: `secrets: 200 of 1,300 are looked at`. */
  readonly tell: (news: string) => void;
  readonly now: () => Date;
  readonly signal: AbortSignal;
}

export const KEY_ROTATION_VERB = "certs rotate-encryption-key";

/**
 * Exchanges the key that Secrets are encrypted with: all masters can read with the new one, all write
 * with it, all Secrets are written once more, the old one is given up. The phase stands in the
 * keystore, with the keys, before any master is told; what it asks for may be asked again. So whoever finds it
 * cut off goes on. Throws `ENCRYPTION_OFF`, `SECRETS_LEFT`, `LOCK_HELD`, `NO_QUORUM` and what `bringKeys` throws.
 */
export const rotateEncryptionKey = async (
  { begins }: { readonly begins: boolean },
  ports: KeyRotationPorts,
): Promise<void> => {
  let mayBegin = begins;
  for (;;) {
    if (ports.signal.aborted) throw interrupted({ verb: KEY_ROTATION_VERB });
    const seen = await readKeys(ports);
    const { rotation } = seen;
    if (rotation === undefined && !mayBegin) return;
    // One that somebody else ends meanwhile is not begun once more.
    mayBegin = false;
    if (rotation === undefined) {
      await advance(ports, seen, async () => beginKeyRotation(seen, now(ports)));
      continue;
    }
    const { phase } = rotation;
    await ports.bringKeys(phase);
    await advance(ports, seen, async (cluster, lock) => {
      if (phase === "rewrite")
        await rewriteSecrets(cluster, {
          fencingNumber: lock.fencing,
          tell: ports.tell,
          signal: AbortSignal.any([ports.signal, lock.lost]),
        });
      return nextKeys(seen, rotation, now(ports));
    });
  }
};

const now = (ports: KeyRotationPorts): string => ports.now().toISOString();

/** Throws `KEYSTORE_DAMAGED`, `ENCRYPTION_OFF`. */
const readKeys = async ({ folder }: Pick<KeyRotationPorts, "folder">): Promise<EncryptionKeys> => {
  const keys = await readEncryptionKeys(folder);
  if (keys === undefined) throw encryptionOff({});
  return keys;
};

/** While nobody else changes the cluster: what `make` gives is what counts from then on. */
const advance = async (
  { open, folder }: KeyRotationPorts,
  seen: EncryptionKeys,
  make: (cluster: OpenedCluster, lock: HeldLock) => Promise<EncryptionKeys>,
): Promise<void> => {
  const cluster = await open();
  try {
    await withMembersLock(cluster, KEY_ROTATION_VERB, async (lock) => {
      // Somebody else went on while this one waited for the lock.
      if (!isDeepStrictEqual(await readKeys({ folder }), seen)) return;
      const next = await make(cluster, lock);
      if (lock.lost.aborted) throw lockLost({ fencing: lock.fencing, newest: lock.fencing + 1 });
      await writeEncryptionKeys(folder, next);
    });
  } finally {
    cluster.close();
  }
};
