import type { OpenedCluster } from "../cluster/open-members.ts";

export type OrderedRun =
  /** `run` is absent when nobody holds the lock. */
  | { readonly isKnown: true; readonly run?: string }
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
  const locks = answers.flatMap((answer) =>
    answer.status === "fulfilled" ? [answer.value.lock] : [],
  );
  if (locks.length === 0) return { isKnown: false };
  const run = locks.map((lock) => lock && runOf(lock.holder)).find((one) => one !== undefined);
  return { isKnown: true, ...(run === undefined ? {} : { run }) };
};

/** A holder is its operator and its run: `ada 2026-11-22T10-00-00-000Z-1f2e3d4c`. */
const runOf = (holder: string): string | undefined => holder.split(" ").at(-1);
