import { toPharosError } from "../../shared/errors/internal-errors.ts";
import type { Log } from "../../shared/log/log.ts";
import type { AgentEvent } from "../../shared/spec/agent-event.ts";
import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import type { HostReader } from "../host/host.ts";
import type { CopyMemory } from "./copy-memory.ts";

export interface CopyKeeping {
  /** `undefined`: nothing has been accepted here. */
  readonly spec: () => NodeSpec | undefined;
  readonly files: HostReader["files"];
  readonly memory: CopyMemory;
  readonly note: (event: AgentEvent) => Promise<void>;
  readonly now: () => Date;
  /** Between looks. May be aborted by never resolving: it is how this ends. */
  readonly pause: (ms: number) => Promise<void>;
  /** Between attempts of one look. */
  readonly sleep: (ms: number) => Promise<void>;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly log: Log;
}

const LOOK_MS = 60_000;
const LONGEST_LOOK_MS = 60 * 60_000;

/**
 * Copies this master's scheduled snapshots into the spec's store, for ever. It is beside the taking of
 * snapshots and never in its way; what failed is tried again after ever longer pauses, up to an hour.
 */
export const keepCopies = async (keeping: CopyKeeping): Promise<never> => {
  const { pause, random, memory, note, log } = keeping;
  let failures = 0;
  for (;;) {
    const waitMs = Math.min(LONGEST_LOOK_MS, LOOK_MS * 2 ** failures);
    // Masters are not to do it all at once.
    await pause(waitMs * (1 + random()));
    try {
      await look(keeping);
      failures = memory.current().problem === "" ? 0 : failures + 1;
    } catch (error) {
      failures += 1;
      const { message } = toPharosError(error);
      log.warn("scheduled snapshots of etcd were not copied", { error: message });
      if (memory.fail(message)) await note({ type: "snapshot-copy-failed", reason: message });
    }
  }
};

const look = async (keeping: CopyKeeping): Promise<void> => {
  const { spec: current, files, memory, now, note, log, sleep: pause, random } = keeping;
  const spec = current();
  const schedule = spec?.maintenance.etcdSnapshots;
  const wanted = spec?.kubernetes.controlPlane.snapshotStore;
  if (spec?.role !== "master" || spec.ensure !== "present") return memory.forget();
  if (schedule === undefined || wanted === undefined) return memory.forget();
  const { isScheduled, listSnapshots } = await import("./save-etcd-snapshot.ts");
  const newest = (await listSnapshots({ files })).findLast(isScheduled);
  // The store is asked only when there may be something for it.
  const seen = JSON.stringify([newest, wanted]);
  if (newest === undefined || memory.isSettled(seen)) return;
  const { openSnapshotStore } = await import("./open-snapshot-store.ts");
  const { copySnapshots } = await import("./copy-snapshots.ts");
  const { copyFolder } = await import("../../shared/etcd/snapshot-copy.ts");
  const { store, ...protection } = await openSnapshotStore(files, spec, wanted, {
    now,
    pause,
    random,
  });
  try {
    const { keep, keepForMs, prefix } = wanted;
    const outcome = await copySnapshots({
      files,
      store,
      host: spec.host,
      intervalMs: schedule.intervalMs,
      keep,
      now,
      folder: copyFolder(prefix, spec.cluster.id),
      ...protection,
      ...(keepForMs === undefined ? {} : { keepForMs }),
    });
    for (const name of outcome.copied) {
      log.info("a scheduled snapshot of etcd was copied", { name });
      await note({ type: "snapshot-copied", name });
    }
    const { problem } = outcome;
    if (memory.settle(seen, outcome)) await note({ type: "snapshot-copy-failed", reason: problem });
  } finally {
    store.close();
  }
};
