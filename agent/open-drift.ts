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
  return openDriftKeeper({
    executor: agent.executor,
    reader: agent.host.reader,
    spec: () => {
      const accepted = agent.spec.current();
      return accepted && { content: accepted.content, sha256: sha256(accepted.document.payload) };
    },
    statePath: agent.paths.drift,
    watchFiles,
    findWriter: createFindWriter(agent.host.reader.files, agent.now),
    now: agent.now,
    after: (ms, action) => {
      const timer = setTimeout(action, ms).unref();
      return () => clearTimeout(timer);
    },
    log,
    note: agent.note,
  });
};

const sha256 = (payload: Uint8Array): string => createHash("sha256").update(payload).digest("hex");

const watchNothing = (): FileWatch => ({
  set: () => undefined,
  problem: () => undefined,
  close: () => undefined,
});
