import { createHash } from "node:crypto";
import type { Log } from "../shared/log/log.ts";
import type { Agent } from "./agent.ts";
import type { DriftKeeper } from "./drift/drift-keeper.ts";
import type { FileWatch, PathsListener } from "./drift/file-watch.ts";

export interface DriftPorts {
  readonly log: Log;
  /** Absent: nothing is watched, and drift is looked for only when somebody asks. */
  readonly watchFiles?: (listener: PathsListener) => FileWatch;
}

/** Loads what keeps this host as its spec says. */
export const openDrift = async (
  agent: Pick<Agent, "executor" | "host" | "spec" | "paths" | "now" | "note">,
  { log, watchFiles = watchNothing }: DriftPorts,
): Promise<DriftKeeper> => {
  const { openDriftKeeper } = await import("./drift/drift-keeper.ts");
  const { createFindWriter } = await import("./drift/find-writer.ts");
  const { withFilterWatch } = await import("./drift/filter-watch.ts");
  return openDriftKeeper({
    executor: agent.executor,
    reader: agent.host.reader,
    spec: () => {
      const accepted = agent.spec.current();
      return accepted && { content: accepted.content, sha256: sha256(accepted.document.payload) };
    },
    statePath: agent.paths.drift,
    watchFiles: (listener) =>
      withFilterWatch(watchFiles(listener), listener, {
        table: agent.host.reader.packetFilter.table,
        after,
      }),
    findWriter: createFindWriter(agent.host.reader.files, agent.now),
    now: agent.now,
    after,
    log,
    note: agent.note,
  });
};

const after = (ms: number, action: () => void): (() => void) => {
  const timer = setTimeout(action, ms).unref();
  return () => clearTimeout(timer);
};

const sha256 = (payload: Uint8Array): string => createHash("sha256").update(payload).digest("hex");

const watchNothing = (): FileWatch => ({
  set: () => undefined,
  problem: () => undefined,
  close: () => undefined,
});
