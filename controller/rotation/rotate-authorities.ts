import { isDeepStrictEqual } from "node:util";
import { interrupted } from "../../shared/errors/cli-errors.ts";
import { lockLost } from "../../shared/errors/coordination-errors.ts";
import type { HostFailure } from "../../shared/errors/pharos-error.ts";
import { rotationWaits } from "../../shared/errors/rotation-errors.ts";
import type { HeldLock } from "../cluster/cluster-lock.ts";
import type { OpenedCluster } from "../cluster/open-members.ts";
import { withMembersLock } from "../cluster/with-members-lock.ts";
import {
  type AuthoritiesState,
  readAuthoritiesState,
  type RotationPhase,
  rotationPhases,
  type RotationState,
  writeAuthoritiesState,
} from "../keystore/authorities-state.ts";
import { addAuthoritySet, removeOtherSets } from "../keystore/authority-set-files.ts";
import { beginRotation, nextState, turnAround } from "./next-state.ts";
import { type HostNews, issueAnew, shareTrust } from "./tell-hosts.ts";

export interface RotationWish {
  /** Without it only what is under way is gone on with. */
  readonly begins: boolean;
  readonly back: boolean;
  /** The last phase that hosts are to have gone through; going back ends at its end. */
  readonly until: RotationPhase;
  /** Hosts that are left behind where they cannot be reached. */
  readonly without: readonly string[];
}

export interface RotationPorts {
  /** All members, with the keys and the trust that the folder has now. */
  readonly open: () => Promise<OpenedCluster>;
  readonly tell: (news: HostNews) => void;
  readonly now: () => Date;
  readonly signal: AbortSignal;
}

const VERB = "certs rotate-ca";

/**
 * Exchanges the authorities of a cluster for new ones, phase by phase: all hosts trust both, all have
 * certificates of the new ones, this machine uses the new ones, the old ones are given up. A phase
 * begins when all hosts have gone through the one before, and stands in the keystore before any host
 * is told; what it asks of hosts may be asked again. So whoever finds it cut off goes on. Throws
 * `ROTATION_*`, `LOCK_HELD`, `NO_QUORUM`.
 */
export const rotateAuthorities = async (
  wish: RotationWish,
  ports: RotationPorts,
): Promise<void> => {
  let { begins } = wish;
  for (;;) {
    if (ports.signal.aborted) throw interrupted({ verb: VERB });
    // Opened anew each time: the phase decides whom this machine trusts, and as whom it comes.
    const cluster = await ports.open();
    try {
      const present = { cluster, wish: { ...wish, begins }, ports };
      const outcome = await withMembersLock(cluster, VERB, (lock) =>
        takeStep({ ...present, lock }),
      );
      if (outcome === "done") return;
      // An exchange that somebody else ended meanwhile is not begun once more.
      if (outcome === "begun") begins = false;
    } finally {
      cluster.close();
    }
  }
};

type StepOutcome = "begun" | "more" | "done";

interface Step {
  readonly cluster: OpenedCluster;
  readonly lock: HeldLock;
  readonly wish: RotationWish;
  readonly ports: RotationPorts;
}

const takeStep = async (step: Step): Promise<StepOutcome> => {
  const { cluster, lock, wish, ports } = step;
  const { folder } = cluster.keystore;
  const state = await readAuthoritiesState(folder);
  // Somebody else went on while this one waited for the lock.
  if (!isDeepStrictEqual(state, cluster.keystore.authorities)) return "more";
  const turned = turnAround(state, wish.back);
  const { rotation } = turned;
  if (rotation === undefined) {
    if (!wish.begins) return "done";
    await begin(cluster, beginRotation(state, ports.now().toISOString()), ports.now());
    return "begun";
  }
  if (turned !== state) {
    await writeAuthoritiesState(folder, turned);
    return "more";
  }
  await performPhase(step, state, rotation);
  const isOver = rotation.phase === "drop";
  if (!isOver && !wish.back && hasReached(rotation.phase, wish.until)) return "done";
  if (lock.lost.aborted) throw lockLost({ fencing: lock.fencing, newest: lock.fencing + 1 });
  await writeAuthoritiesState(folder, nextState(state, rotation));
  return isOver ? "done" : "more";
};

const hasReached = (phase: RotationPhase, until: RotationPhase): boolean =>
  rotationPhases.indexOf(phase) >= rotationPhases.indexOf(until);

/** The keys are on the disk before anything says that they are there. */
const begin = async (
  { keystore }: OpenedCluster,
  state: AuthoritiesState,
  now: Date,
): Promise<void> => {
  const { folder, cluster } = keystore;
  await removeOtherSets(folder, [state.current]);
  await addAuthoritySet(folder, state.rotation?.other ?? "", cluster.id, now);
  await writeAuthoritiesState(folder, state);
};

const performPhase = async (
  { cluster, lock, wish, ports }: Step,
  state: AuthoritiesState,
  { phase }: RotationState,
): Promise<void> => {
  const telling = { fencingNumber: lock.fencing, tell: ports.tell };
  // Nothing of the old ones is needed any more, and nobody is to find their keys.
  if (phase === "drop") await removeOtherSets(cluster.keystore.folder, [state.current]);
  const untold = await shareTrust(cluster, telling);
  const unissued = phase === "issue" || phase === "switch" ? await issueAnew(cluster, telling) : [];
  const failures = onePerHost([...untold, ...unissued]).filter(
    ({ host }) => phase === "drop" || !wish.without.includes(host),
  );
  if (failures.length === 0) return;
  const hosts = failures.map(({ host }) => host).join(", ");
  throw rotationWaits({ phase, hosts }, { hosts: failures });
};

const onePerHost = (failures: readonly HostFailure[]): readonly HostFailure[] =>
  failures.filter(({ host }, at) => failures.findIndex((one) => one.host === host) === at);
