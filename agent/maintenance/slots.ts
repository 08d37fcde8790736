import type { KubernetesObject } from "../host/kubernetes.ts";
import { listAt, textAt, valueAt } from "../../shared/spec/json-path.ts";

/** Leases of the cluster by which hosts take turns. */
const SLOT_NAMESPACE = "pharos-system";
export const SLOT_COLLECTION = `/apis/coordination.k8s.io/v1/namespaces/${SLOT_NAMESPACE}/leases`;
export const slotName = (slot: number): string => `disruption-${slot}`;
export const slotPath = (slot: number): string => `${SLOT_COLLECTION}/${slotName(slot)}`;

/** The right to disrupt one host, as it is in the cluster. */
export interface SlotLease {
  readonly slot: number;
  /** Empty: nobody. */
  readonly holder: string;
  /** Changes with every renewal. */
  readonly resourceVersion: string;
  readonly durationMs: number;
  readonly transitions: number;
}

/** A node that is deleted and comes back under its name is another holder. */
export const toHolder = (node: string, uid: string): string => `${node}/${uid}`;

/**
 * How long this host has seen a lease as it is: clocks of other hosts tell nothing. Only time in which
 * the API server answered counts, since in another its holder cannot have renewed it.
 */
export type SlotAges = ReadonlyMap<number, { readonly version: string; readonly seenMs: number }>;

/** A node as far as turns are concerned. */
export interface NodeHealth {
  readonly name: string;
  readonly uid: string;
  readonly isMaster: boolean;
  readonly isReady: boolean;
  /** Since when it is, or is not. */
  readonly sinceMs: number;
  /** When an agent of ours cordoned it; absent: none did, or it is undone. */
  readonly cordonedAtMs?: number;
}

export interface SlotQuestion {
  readonly me: { readonly name: string; readonly uid: string; readonly isMaster: boolean };
  readonly leases: readonly SlotLease[];
  readonly nodes: readonly NodeHealth[];
  readonly ages: SlotAges;
  /** By the API server's clock, which nodes' times are of. */
  readonly nowMs: number;
  readonly budget: number;
  readonly lockTtlMs: number;
}

export type SlotAnswer =
  | { readonly kind: "held"; readonly slot: number }
  | { readonly kind: "free"; readonly slot: number; readonly from?: SlotLease }
  | { readonly kind: "taken"; readonly reason: string };

/** A holder that the cluster has no more keeps its slot for so long after it was last seen renewing. */
const GONE_GRACE_MS = 30_000;
/** Of a lease that does not say how long it is good. */
const LONGEST_MS = 3_600_000;

/**
 * Which slot this host has or may take. Whoever holds a slot counts as disrupted, and so does every
 * node that is not Ready or has our cordon, for as long as `lockTtlMs`: a host that dies on the way
 * stops the others, and not for ever. Masters take the first slot alone, so there are never two of them.
 */
export const judgeSlots = (question: SlotQuestion): SlotAnswer => {
  const { me, leases, nodes, budget } = question;
  const own = leases.find(({ holder }) => holder === toHolder(me.name, me.uid));
  if (own !== undefined) return { kind: "held", slot: own.slot };
  const held = leases.filter((lease) => isHeld(lease, question));
  const disrupted = disruptedOthers(held, question);
  const masters = new Set(nodes.filter(({ isMaster }) => isMaster).map(({ name }) => name));
  const master = disrupted.find(({ name }) => masters.has(name));
  if (me.isMaster && master !== undefined)
    return { kind: "taken", reason: `master ${master.name} ${master.why}` };
  if (disrupted.length >= budget) {
    const names = disrupted.map(({ name, why }) => `${name} ${why}`).join(", ");
    return { kind: "taken", reason: `${names}; ${budget} at a time` };
  }
  return freeSlot(held, question);
};

/**
 * Two hosts may take their slots at the same moment, each seeing the other not yet: who has the higher
 * slot gives it back.
 */
export const isOverBudget = (question: SlotQuestion, slot: number): boolean => {
  const { me, leases, budget } = question;
  const own = toHolder(me.name, me.uid);
  const before = leases.filter(
    (lease) => lease.holder !== own && lease.slot < slot && isHeld(lease, question),
  );
  return disruptedOthers(before, question).length >= budget;
};

/** Slots from the last to the first for workers, so that the first is there for masters. */
const freeSlot = (held: readonly SlotLease[], { me, leases, budget }: SlotQuestion): SlotAnswer => {
  const mine = me.isMaster ? [0] : [...Array(budget).keys()].toReversed();
  const slot = mine.find((one) => !held.some((lease) => lease.slot === one));
  if (slot === undefined)
    return { kind: "taken", reason: `slot ${slotName(mine[0] ?? 0)} is taken` };
  const from = leases.find((lease) => lease.slot === slot);
  return { kind: "free", slot, ...(from === undefined ? {} : { from }) };
};

const isHeld = (lease: SlotLease, { nodes, ages }: SlotQuestion): boolean => {
  if (lease.holder === "") return false;
  const age = ages.get(lease.slot);
  const seenMs = age?.version === lease.resourceVersion ? age.seenMs : 0;
  const isThere = nodes.some(({ name, uid }) => toHolder(name, uid) === lease.holder);
  return seenMs < (isThere ? lease.durationMs : Math.min(GONE_GRACE_MS, lease.durationMs));
};

interface Disrupted {
  readonly name: string;
  readonly why: string;
}

const disruptedOthers = (
  held: readonly SlotLease[],
  { me, nodes, nowMs, lockTtlMs }: SlotQuestion,
): readonly Disrupted[] => {
  const holders = held.map(({ holder }) => ({ name: nodeOf(holder), why: "has its turn" }));
  const counts = (sinceMs: number): boolean => lockTtlMs === 0 || nowMs - sinceMs < lockTtlMs;
  const ill = nodes
    .filter(({ name }) => name !== me.name && !holders.some((holder) => holder.name === name))
    .flatMap(({ name, isReady, sinceMs, cordonedAtMs }) => {
      if (!isReady && counts(sinceMs)) return { name, why: "is not Ready" };
      const isLeft = cordonedAtMs !== undefined && counts(cordonedAtMs);
      return isLeft ? { name, why: "is still cordoned by its agent" } : [];
    });
  return [...holders, ...ill];
};

const nodeOf = (holder: string): string => holder.split("/")[0] ?? holder;

/** Of a longer time between two looks nobody knows whether the API server was there. */
const LONGEST_GAP_MS = 20_000;

/** Notes which leases are as they were `gapMs` ago; those that changed are new. */
export const ageSlots = (ages: SlotAges, leases: readonly SlotLease[], gapMs: number): SlotAges =>
  new Map(
    leases.map(({ slot, resourceVersion: version }) => {
      const age = ages.get(slot);
      const seenMs = age?.version === version ? age.seenMs + Math.min(gapMs, LONGEST_GAP_MS) : 0;
      return [slot, { version, seenMs }];
    }),
  );

/** Our leases of a LeaseList; what else is in the namespace is not ours. */
export const parseSlots = (list: KubernetesObject): readonly SlotLease[] =>
  listAt(list, "items").flatMap((lease) => {
    const [, number] = /^disruption-(\d{1,4})$/.exec(textAt(lease, "metadata", "name") ?? "") ?? [];
    if (number === undefined) return [];
    const seconds = valueAt(lease, "spec", "leaseDurationSeconds");
    const transitions = valueAt(lease, "spec", "leaseTransitions");
    return {
      slot: Number(number),
      holder: textAt(lease, "spec", "holderIdentity") ?? "",
      resourceVersion: textAt(lease, "metadata", "resourceVersion") ?? "",
      durationMs: typeof seconds === "number" ? Math.min(seconds * 1000, LONGEST_MS) : LONGEST_MS,
      transitions: typeof transitions === "number" ? transitions : 0,
    };
  });

/** What a holder writes; `resourceVersion` makes the API server refuse it if somebody was faster. */
export const renderSlot = (
  slot: number,
  holder: string,
  over: { readonly durationMs: number; readonly from?: SlotLease; readonly now: Date },
): KubernetesObject => {
  const { durationMs, from, now } = over;
  const time = now.toISOString().replace("Z", "000Z");
  const isNew = from?.holder !== holder;
  return {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: {
      name: slotName(slot),
      namespace: SLOT_NAMESPACE,
      ...(from === undefined ? {} : { resourceVersion: from.resourceVersion }),
    },
    spec: {
      holderIdentity: holder,
      leaseDurationSeconds: Math.max(1, Math.round(durationMs / 1000)),
      renewTime: time,
      ...(isNew ? { acquireTime: time } : {}),
      leaseTransitions: (from?.transitions ?? 0) + (isNew ? 1 : 0),
    },
  };
};
