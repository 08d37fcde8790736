import { fromErrorDetail } from "../../shared/errors/error-detail.ts";
import { hostBusy } from "../../shared/errors/engine-errors.ts";
import { PharosError } from "../../shared/errors/pharos-error.ts";
import { callCancelledError } from "../../shared/errors/rpc-errors.ts";
import {
  bastionUnreachable,
  sshLoginRefused,
  sshUnreachable,
} from "../../shared/errors/ssh-errors.ts";
import { runCutOff, taskFailed } from "../../shared/errors/run-errors.ts";
import type { AgentConnection } from "../../shared/rpc/connect.ts";
import type { Profile } from "../../shared/rpc/gen/common.ts";
import type { RunRecord as WireRunRecord } from "../../shared/rpc/gen/run.ts";
import type { ApplyRequest } from "../../shared/rpc/gen/spec.ts";
import { profiles } from "../../shared/spec/profile-wire.ts";
import { fromWireRunRecord } from "../../shared/spec/run-record-wire.ts";
import type { RunRecord } from "../../shared/spec/run.ts";
import { isAway } from "../cluster/is-away.ts";
import { awaitEarlierRun } from "./await-earlier-run.ts";

export interface FollowPorts {
  readonly report: (record: RunRecord) => void;
  readonly sleep: (ms: number) => Promise<void>;
  /** Monotonic milliseconds. */
  readonly elapsedMs: () => number;
  /** Aborted: the host is asked to stop after its task at hand. */
  readonly stop: AbortSignal;
  /** Aborted: a broken connection is not made again. */
  readonly signal: AbortSignal;
}

/** What a host's agent is asked for here. */
export interface FollowedAgent {
  readonly specs: Pick<AgentConnection["specs"], "apply">;
  readonly runs: Pick<AgentConnection["runs"], "watchRun" | "stopRun">;
}

/** Without a record: an agent is back within seconds, a host after its boot. An attempt may take seconds itself. */
const LIMIT_MS = 120_000;
const STEP_MS = 2_000;
/** For all earlier runs together: one that ends and leaves the host busy is no reason to wait for ever. */
const EARLIER_LIMIT_MS = 60 * 60_000;

/**
 * Hands one profile to a host's agent and follows it to its end; throws the first failure of a task. A host
 * that is still at an earlier run is waited for. When the connection breaks it attaches again after the last record; what the agent's death cut off
 * is handed over once more under the same run, where the agent finds what it had begun.
 */
export const followRun = async (
  connection: FollowedAgent,
  request: ApplyRequest,
  ports: FollowPorts,
): Promise<void> => {
  const askToStop = (): void =>
    // An agent that is away just now has nobody who hands over more.
    void connection.runs.stopRun({ run: request.run }).catch(() => undefined);
  ports.stop.addEventListener("abort", askToStop);
  if (ports.stop.aborted) askToStop();
  try {
    await follow(connection, request, ports);
  } finally {
    ports.stop.removeEventListener("abort", askToStop);
  }
};

const follow = async (
  { specs, runs }: FollowedAgent,
  request: ApplyRequest,
  ports: FollowPorts,
): Promise<void> => {
  const follower = new RunFollower(request.profile);
  const startedMs = ports.elapsedMs();
  let heardMs = startedMs;
  let isWatching = false;
  for (;;) {
    const before = follower.last;
    const source = isWatching
      ? runs.watchRun({ run: request.run, afterSequence: follower.last })
      : specs.apply(request);
    const broken = await consume(source, request, follower, ports);
    if (follower.hasEnded) break;
    const earlier = hostBusy.is(broken) ? String(broken.fields["run"]) : request.run;
    if (broken !== undefined && earlier !== request.run) {
      if (ports.elapsedMs() - startedMs >= EARLIER_LIMIT_MS) throw broken;
      await awaitEarlierRun({ runs }, { run: earlier, busy: broken }, ports);
      heardMs = ports.elapsedMs();
      await ports.sleep(STEP_MS);
      continue;
    }
    if (follower.last > before) heardMs = ports.elapsedMs();
    if (ports.elapsedMs() - heardMs >= LIMIT_MS || ports.signal.aborted) {
      throw broken ?? causeOf(ports.signal) ?? runCutOff({ run: request.run });
    }
    // The records that there are have been told, and the end is not among them: it did not survive.
    isWatching = !(isWatching && broken === undefined);
    await ports.sleep(STEP_MS);
  }
  if (follower.failure !== undefined) throw follower.failure;
};

/** The loss of the lock has its own words, Ctrl-C has none. */
const causeOf = ({ reason }: AbortSignal): PharosError | undefined =>
  reason instanceof PharosError ? reason : undefined;

/** Where the telling of a run is, over several connections. */
class RunFollower {
  readonly #profile: Profile;
  #isOurs = false;
  /** Sequence of the last record that came. */
  last = 0;
  hasEnded = false;
  failure: PharosError | undefined;

  constructor(profile: Profile) {
    this.#profile = profile;
  }

  /** Whether a record is news of this profile: a run has those of earlier ones before. */
  take(record: RunRecord): boolean {
    const { event, sequence } = record;
    if (sequence <= this.last) return false;
    this.last = sequence;
    if (event.type === "run-started") {
      this.#isOurs = profiles.toWire(event.profile) === this.#profile;
      // Begun once more: what failed because the agent died does not count.
      this.failure = undefined;
    }
    if (!this.#isOurs) return false;
    this.failure ??= failureOf(record);
    this.hasEnded = event.type === "run-finished";
    return true;
  }
}

/** Gives the error of a connection that broke, or of a host that is busy; throws all others. */
const consume = async (
  source: AsyncIterable<WireRunRecord>,
  request: ApplyRequest,
  follower: RunFollower,
  { report }: FollowPorts,
): Promise<PharosError | undefined> => {
  try {
    for await (const wireRecord of source) {
      const record = fromWireRunRecord(wireRecord);
      if (record !== undefined && follower.take(record)) report(record);
    }
    return undefined;
  } catch (error) {
    if (follower.hasEnded) return undefined;
    if (isBroken(error)) return error;
    throw error;
  }
};

const isBroken = (error: unknown): error is PharosError =>
  isAway(error) ||
  callCancelledError.is(error) ||
  // Of a host that only SSH reaches: its bastion may be back in a moment.
  bastionUnreachable.is(error) ||
  sshUnreachable.is(error) ||
  sshLoginRefused.is(error) ||
  hostBusy.is(error);

const failureOf = ({ event }: RunRecord): PharosError | undefined => {
  if (event.type !== "task-failed") return undefined;
  const { task, error } = event;
  const { code, message, hint, fields } = error;
  const output = typeof fields["stderr"] === "string" ? fields["stderr"] : "";
  return taskFailed(
    { task, code, reason: message, hint, output },
    { cause: fromErrorDetail(error) },
  );
};
