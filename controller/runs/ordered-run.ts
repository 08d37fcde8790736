import type { OpenedCluster } from "../cluster/open-members.ts";

export type OrderedRun =
  /** `run` is absent when nobody holds the lock; `unfinished`: runs that were left by their controllers. */
  | { readonly isKnown: true; readonly run?: string; readonly unfinished?: readonly string[] }
  /** No master answers. */
  | { readonly isKnown: false };

/** The run whose controller holds the cluster's lock: it may hand over work to any host next. */
export const readOrderedRun = async ({ members }: OpenedCluster): Promise<OrderedRun> => {
  const masters = members.flatMap((opened) =>
    "connection" in opened && opened.member.role === "master" ? [opened.connection] : [],
  );
  const answers = await Promise.allSettled(
    masters.map(({ coordination }) => coordination.getLock({})),
  );
  const found = answers.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : []));
  if (found.length === 0) return { isKnown: false };
  const run = found.map(({ lock }) => lock && runOf(lock.holder)).find((one) => one !== undefined);
  const unfinished = found.flatMap(({ unfinishedHolders }) => unfinishedHolders.flatMap(runsOf));
  return { isKnown: true, ...(run === undefined ? {} : { run }), unfinished };
};

/** A holder is its operator and its run: `ada 2026-11-22T10-00-00-000Z-1f2e3d4c`. */
const runsOf = (holder: string): readonly string[] => {
  const run = runOf(holder);
  return run === undefined ? [] : [run];
};

const runOf = (holder: string): string | undefined => holder.split(" ").at(-1);
