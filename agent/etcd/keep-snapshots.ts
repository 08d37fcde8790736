import type { Log } from "../../shared/log/log.ts";
import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import type { Host } from "../host/host.ts";

export interface SnapshotKeeping {
  /** `undefined`: nothing has been accepted here. */
  readonly spec: () => NodeSpec | undefined;
  /** Bound to no run. */
  readonly host: () => Host;
  readonly now: () => Date;
  /** May be aborted by never resolving: it is how this ends. */
  readonly pause: (ms: number) => Promise<void>;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly log: Log;
}

const LOOK_MS = 60_000;

/**
 * Takes a snapshot of etcd on this master whenever the newest that was taken so is older than the spec's
 * interval, for ever; one that failed is tried again at the next look. When that was is told by the
 * files themselves, so a restart forgets nothing.
 */
export const keepSnapshots = async (keeping: SnapshotKeeping): Promise<never> => {
  const { pause, random, log } = keeping;
  for (;;) {
    // Masters are not to do it all at once.
    await pause(LOOK_MS * (1 + random()));
    try {
      await look(keeping);
    } catch (error) {
      log.warn("no scheduled snapshot of etcd was taken", { error: String(error) });
    }
  }
};

const look = async ({ spec: current, host, now, log }: SnapshotKeeping): Promise<void> => {
  const spec = current();
  const wanted = spec?.maintenance.etcdSnapshots;
  if (spec?.role !== "master" || spec.ensure !== "present" || wanted === undefined) return;
  const { isScheduled, listSnapshots, saveEtcdSnapshot, SCHEDULED, takenAtMs } =
    await import("./save-etcd-snapshot.ts");
  const bound = host();
  const nowMs = now().getTime();
  // One that is still to come was taken by a clock that was ahead.
  const newest = (await listSnapshots(bound)).findLast(
    (name) => isScheduled(name) && takenAtMs(name) <= nowMs,
  );
  if (newest !== undefined && nowMs - takenAtMs(newest) < wanted.intervalMs) return;
  const { path, sizeBytes } = await saveEtcdSnapshot(bound, spec, SCHEDULED, wanted.keep);
  log.info("a scheduled snapshot of etcd was taken", { path, sizeBytes });
};
