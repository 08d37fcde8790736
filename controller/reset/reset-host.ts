import { setTimeout as sleep } from "node:timers/promises";
import { agentGone } from "../../shared/errors/run-errors.ts";
import { encodeNodeSpec } from "../../shared/spec/node-spec-wire.ts";
import { profiles } from "../../shared/spec/profile-wire.ts";
import { toWireSignedDocument } from "../../shared/spec/signed-document-wire.ts";
import { followRun } from "../apply/follow-run.ts";
import type { Progress } from "../apply/progress.ts";
import type { HeldLock } from "../cluster/cluster-lock.ts";
import type { OpenedCluster } from "../cluster/open-members.ts";
import { waitFor } from "../engine/wait-for.ts";
import { type LeavingHost, toAbsentSpec } from "./reset-run.ts";

/** What taking a host apart needs of its run. */
export interface HostReset {
  readonly cluster: Pick<OpenedCluster, "keystore">;
  readonly lock: HeldLock;
  /** Of the specs that say so. */
  readonly generation: number;
  readonly progress: Pick<Progress, "record">;
  readonly run: string;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** Takes everything off a host but its agent; one that never accepted a spec has nothing. */
export const resetHost = async (
  run: HostReset,
  { connection, spec, facts }: LeavingHost,
): Promise<void> => {
  if (spec === undefined) return;
  const absent = toAbsentSpec(spec, facts, run.generation);
  const document = run.cluster.keystore.signNodeSpec(encodeNodeSpec(absent));
  const request = {
    spec: toWireSignedDocument(document),
    run: run.run,
    profile: profiles.toWire("absent"),
    fencingNumber: run.lock.fencing,
    runSecrets: {},
  };
  await followRun(connection, request, {
    report: run.progress.record,
    sleep: (ms) => sleep(ms),
    elapsedMs: () => performance.now(),
    stop: run.signal,
    signal: AbortSignal.any([run.signal, run.lock.lost]),
  });
};

/** Removes the agent, and waits until it is gone. Throws `AGENT_STILL_THERE`. */
export const removeAgent = async (
  { lock }: Pick<HostReset, "lock">,
  { name, connection }: LeavingHost,
): Promise<void> => {
  await connection.host.removeAgent({ fencingNumber: lock.fencing });
  await waitUntilGone(name, connection);
};

const GONE_LIMIT_MS = 60_000;
const GONE_STEP_MS = 500;

/** The host can be enrolled again only when the removal is through with the agent. */
const waitUntilGone = async (
  host: string,
  { host: service }: LeavingHost["connection"],
): Promise<void> => {
  const isGone = async (): Promise<true | undefined> => {
    const answer = await service
      .getHealth({ podNetwork: false }, { timeoutMs: 2_000 })
      .catch(() => undefined);
    return answer === undefined ? true : undefined;
  };
  const signal = new AbortController().signal;
  const gone = await waitFor(isGone, { limitMs: GONE_LIMIT_MS, stepMs: GONE_STEP_MS, signal });
  if (gone === undefined) throw agentGone({ host });
};
