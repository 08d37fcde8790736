import { hostBusy } from "../../shared/errors/engine-errors.ts";
import type { Log } from "../../shared/log/log.ts";
import type { AgentEvent } from "../../shared/spec/agent-event.ts";
import type { DriftPause, HostDrift } from "../../shared/spec/drift.ts";
import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import type { RunRecord } from "../../shared/spec/run.ts";
import type { Executor, Work } from "../engine/executor.ts";
import type { BoundTask, Inspection } from "../engine/task.ts";
import type { HostReader } from "../host/host.ts";
import { createSerialQueue } from "../state/serial-queue.ts";
import { correctDrift } from "./correct-drift.ts";
import { createDriftClock } from "./drift-clock.ts";
import { createDriftMemory } from "./drift-memory.ts";
import type { FileWatch, PathsListener } from "./file-watch.ts";
import type { FindWriter } from "./find-writer.ts";
import { API_PROXY_CONFIG_PATH } from "../api-proxy/render-config.ts";
import { FILTER_TABLE_PATH } from "./filter-watch.ts";
import { findDrift, managedTasks, tasksOfTurn } from "./find-drift.ts";
import { type DriftOrder, judgeDrift, type Verdict } from "./judge-drift.ts";
import { watchedPaths } from "./watched-paths.ts";

export interface DriftKeeperPorts {
  readonly executor: Pick<Executor, "start" | "currentRun" | "runsBegun" | "onEnded">;
  readonly reader: HostReader;
  /** What this host is to be, with the SHA-256 of the signed payload; absent: nothing yet. */
  readonly spec: () => { readonly content: NodeSpec; readonly sha256: string } | undefined;
  readonly statePath: string;
  readonly watchFiles: (listener: PathsListener) => FileWatch;
  /** Which process made a difference, if it can be known. */
  readonly findWriter: FindWriter;
  readonly now: () => Date;
  /** Calls once, later; what it gives calls it off. */
  readonly after: (ms: number, action: () => void) => () => void;
  readonly log: Log;
  /** Puts it where `pharosctl events` finds it; never throws. */
  readonly note?: (event: AgentEvent) => Promise<void>;
}

/** Keeps this host as its signed spec says, as long as nobody else works on it. */
export interface DriftKeeper {
  /** Looks at everything, then when files change and by the clock. */
  readonly start: () => void;
  /** Somebody has left: looks at who is let in, soon and once. */
  readonly membershipShrank: () => void;
  /** Somebody has come: looks at everything once. */
  readonly membershipGrew: () => void;
  readonly drift: () => HostDrift;
  /** Looks at everything now. Throws `HOST_BUSY` while a run goes on. */
  readonly look: (order: DriftOrder, requestedBy?: string) => Promise<HostDrift>;
  /** `undefined`: goes on at once. */
  readonly pause: (pause: DriftPause | undefined) => Promise<HostDrift>;
  readonly close: () => void;
}

type Wanted = ReadonlySet<string> | "all";

const BY_ITSELF: DriftOrder = { correct: false, disruptive: false };

/** Opens what is remembered of drift; `start` begins. */
export const openDriftKeeper = async (ports: DriftKeeperPorts): Promise<DriftKeeper> => {
  const { executor, reader, log } = ports;
  const nowMs = (): number => ports.now().getTime();
  const exclusively = createSerialQueue();
  const memory = await createDriftMemory(ports);
  let tasks: readonly BoundTask[] = [];
  let adopted: NodeSpec | undefined;
  let turn = 0;
  const watch = ports.watchFiles((paths) => clock.changed(paths, tasks));
  const clock = createDriftClock({
    after: ports.after,
    nowMs,
    look: (wanted) =>
      void exclusively(() => lookByItself(wanted)).catch((error: unknown) =>
        log.warn("drift could not be looked for", { error: String(error) }),
      ),
  });

  const lookByItself = async (wanted: Wanted): Promise<void> => {
    const spec = adopt();
    if (spec === undefined || spec.drift.mode === "off") return;
    // Its end brings a look.
    if (executor.currentRun() !== undefined) return;
    try {
      await lookAt(wanted, spec, BY_ITSELF);
    } finally {
      clock.plan(memory.state(), spec.drift, wanted === "all");
    }
  };

  /** The spec to keep, once all here is about it; `undefined`: there is nothing to keep. */
  const adopt = (): NodeSpec | undefined => {
    const spec = ports.spec()?.content;
    const kept = spec?.ensure === "present" ? spec : undefined;
    memory.adopt(kept?.generation ?? 0);
    if (kept !== adopted) {
      adopted = kept;
      tasks = kept === undefined ? [] : managedTasks(kept);
      watch.set(kept === undefined || kept.drift.mode === "off" ? [] : pathsOf(tasks));
    }
    return kept;
  };

  const lookAt = async (
    wanted: Wanted,
    spec: NodeSpec,
    order: DriftOrder,
    requestedBy?: string,
  ): Promise<void> => {
    const chosen =
      wanted === "all" ? tasksOfTurn(tasks, turn++) : tasks.filter(({ id }) => wanted.has(id));
    const begun = executor.runsBegun();
    const { seen, failures } = await findDrift(chosen, reader);
    for (const [task, error] of failures) log.warn("a task cannot be looked at", { task, error });
    // What a run is just changing is no drift; its end brings another look.
    if (executor.runsBegun() !== begun) return;
    const state = memory.state();
    const verdict = judgeDrift({ tasks, seen, state, spec: spec.drift, order, nowMs: nowMs() });
    await memory.saw(seen, verdict, { tasks, wasAll: wanted === "all" });
    if (verdict.correct.length === 0) return;
    const touched = await correct(seen, verdict, order, requestedBy);
    // What rests on a correction and would disrupt something is only told.
    if (touched.size > 0) await lookAt(touched, spec, BY_ITSELF);
  };

  const correct = async (
    seen: ReadonlyMap<string, Inspection>,
    verdict: Verdict,
    order: DriftOrder,
    requestedBy: string | undefined,
  ): Promise<ReadonlySet<string>> => {
    const mine = new Map([...seen].filter(([id]) => verdict.correct.includes(id)));
    try {
      const result = await correctDrift({
        ...ports,
        tasks,
        seen: mine,
        held: verdict.held,
        settled: verdict.settled,
        order,
        findings: memory.state().findings,
        ...(requestedBy === undefined ? {} : { requestedBy }),
      });
      await memory.corrected(result);
      const done = new Set(result.corrections.map(({ task }) => task));
      return readersOf(done, tasks);
    } catch (error) {
      // A run came first; its end brings another look.
      if (!hostBusy.is(error)) throw error;
      return new Set();
    }
  };

  executor.onEnded((work: Work, records: readonly RunRecord[]) => {
    if (work.profile === "drift") return;
    void exclusively(async () => {
      adopt();
      await memory.ran(records);
    }).catch((error: unknown) =>
      log.warn("what a run did is not noted for drift", { error: String(error) }),
    );
    clock.soon();
  });

  const drift = (): HostDrift => {
    const accepted = ports.spec();
    const problem = watch.problem();
    return {
      ...memory.describe(accepted),
      ...(problem === undefined ? {} : { unwatched: problem }),
    };
  };

  return {
    start: () => clock.now(),
    membershipShrank: () => {
      clock.changed([FILTER_TABLE_PATH, API_PROXY_CONFIG_PATH], tasks);
      // Routes are no file.
      clock.soon();
    },
    membershipGrew: () => clock.now(),
    drift,
    look: (order, requestedBy) =>
      exclusively(async () => {
        const run = executor.currentRun();
        if (run !== undefined) throw hostBusy({ run });
        const spec = adopt();
        if (order.correct) memory.pardon();
        if (spec === undefined) return drift();
        await lookAt("all", spec, order, requestedBy);
        if (spec.drift.mode !== "off") clock.plan(memory.state(), spec.drift, true);
        return drift();
      }),
    pause: (pause) =>
      exclusively(async () => {
        await memory.pause(pause);
        clock.now();
        return drift();
      }),
    close: () => {
      clock.close();
      watch.close();
    },
  };
};

const pathsOf = (tasks: readonly BoundTask[]): readonly string[] => [
  ...new Set(tasks.flatMap(({ writes }) => writes.flatMap(watchedPaths))),
];

/** Those that read what these write, and might differ now. */
const readersOf = (ids: ReadonlySet<string>, tasks: readonly BoundTask[]): ReadonlySet<string> => {
  const written = new Set(tasks.filter(({ id }) => ids.has(id)).flatMap(({ writes }) => writes));
  const readers = tasks.filter(
    ({ id, owner, reads }) =>
      owner === undefined && !ids.has(id) && reads.some((ref) => written.has(ref)),
  );
  return new Set(readers.map(({ id }) => id));
};
