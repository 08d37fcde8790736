import { createHash } from "node:crypto";
import type { Log } from "../shared/log/log.ts";
import type { Membership } from "../shared/spec/membership.ts";
import type { NodeSpec } from "../shared/spec/node-spec.ts";
import type { Agent } from "./agent.ts";
import type { DriftKeeper } from "./drift/drift-keeper.ts";
import { isRemoved } from "./fence/is-removed.ts";
import type { FileWatch, PathsListener } from "./drift/file-watch.ts";

export interface DriftPorts {
  readonly log: Log;
  /** Absent: nothing is watched, and drift is looked for only when somebody asks. */
  readonly watchFiles?: (listener: PathsListener) => FileWatch;
}

/** Loads what keeps this host as its spec says. */
export const openDrift = async (
  agent: Pick<
    Agent,
    "config" | "executor" | "host" | "spec" | "membership" | "newcomers" | "paths" | "now" | "note"
  >,
  { log, watchFiles = watchNothing }: DriftPorts,
): Promise<DriftKeeper> => {
  const { openDriftKeeper } = await import("./drift/drift-keeper.ts");
  const { createFindWriter } = await import("./drift/find-writer.ts");
  const { withFilterWatch } = await import("./drift/filter-watch.ts");
  const { followMembership } = await import("./membership/follow-membership.ts");
  let followed: { readonly of: readonly unknown[]; readonly spec: NodeSpec } | undefined;
  /** The same object for as long as spec and membership are: the keeper tells by it that nothing is new. */
  const follow = (spec: NodeSpec): NodeSpec => {
    const membership = agent.membership.current()?.content;
    const of = [spec, membership, agent.newcomers.names()] as const;
    if (followed === undefined || of.some((one, index) => one !== followed?.of[index]))
      followed = { of, spec: followMembership(...of) };
    return followed.spec;
  };
  const keeper = await openDriftKeeper({
    executor: agent.executor,
    reader: agent.host.reader,
    spec: () => {
      // What was removed is to do nothing for its cluster, by itself least of all.
      const accepted = isRemoved(agent) ? undefined : agent.spec.current();
      return (
        accepted && {
          content: follow(accepted.content),
          sha256: sha256(accepted.document.payload),
        }
      );
    },
    statePath: agent.paths.drift,
    watchFiles: (listener) =>
      withFilterWatch(watchFiles(listener), listener, {
        fingerprint: agent.host.reader.packetFilter.fingerprint,
        after,
      }),
    findWriter: createFindWriter(agent.host.reader.files, agent.now),
    now: agent.now,
    after,
    log,
    note: agent.note,
  });
  let known = namesOf(agent.membership.current()?.content);
  agent.membership.observe(() => {
    const before = known;
    known = namesOf(agent.membership.current()?.content);
    // Who has come is let in by the run that brings them, as its plan says.
    if (before.some((name) => !known.includes(name))) keeper.membershipShrank();
  });
  agent.newcomers.observe(keeper.membershipGrew);
  return keeper;
};

const namesOf = (membership: Membership | undefined): readonly string[] =>
  (membership?.members ?? []).filter(({ state }) => state === "member").map(({ name }) => name);

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
