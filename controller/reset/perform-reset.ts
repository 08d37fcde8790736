import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { toPharosError } from "../../shared/errors/internal-errors.ts";
import type { HostFailure } from "../../shared/errors/pharos-error.ts";
import { agentGone } from "../../shared/errors/run-errors.ts";
import { profiles } from "../../shared/spec/profile-wire.ts";
import { encodeMembership } from "../../shared/spec/membership-wire.ts";
import { encodeNodeSpec } from "../../shared/spec/node-spec-wire.ts";
import { toWireSignedDocument } from "../../shared/spec/signed-document-wire.ts";
import type { Progress } from "../apply/progress.ts";
import { followRun } from "../apply/follow-run.ts";
import { toHolder } from "../apply/start-apply.ts";
import type { HeldLock } from "../cluster/cluster-lock.ts";
import { lockMembers } from "../cluster/lock-members.ts";
import { writeMembershipFile } from "../cluster/membership-file.ts";
import type { OpenedCluster } from "../cluster/open-members.ts";
import type { Phase } from "../engine/phase.ts";
import { waitFor } from "../engine/wait-for.ts";
import { runPhases } from "../engine/run-phases.ts";
import { type LeavingHost, toAbsentSpec, withoutMembers } from "./reset-run.ts";

export interface ResetOptions {
  readonly cluster: OpenedCluster;
  readonly leaving: readonly LeavingHost[];
  readonly progress: Progress;
  /** By `createRunId`. */
  readonly run: string;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

interface ResetRun extends ResetOptions {
  readonly lock: HeldLock;
  readonly generation: number;
}

const WORKERS = "reset workers";
const MASTERS = "reset masters";

/** Workers first, then masters; on each host everything that was installed, the agent last. */
const resetPhases: readonly Phase<ResetRun, LeavingHost>[] = [
  {
    title: WORKERS,
    hosts: ({ leaving }) => leaving.filter(({ member }) => member.role === "worker"),
    run: (run, host) => resetHost(run, host),
  },
  {
    title: MASTERS,
    hosts: ({ leaving }) => leaving.filter(({ member }) => member.role === "master"),
    settled: [WORKERS],
    run: (run, host) => resetHost(run, host),
  },
  {
    title: "remove the agent",
    hosts: ({ leaving }) => leaving,
    settled: [MASTERS],
    run: async ({ lock }, { name, connection }) => {
      await connection.host.removeAgent({ fencingNumber: lock.fencing });
      await waitUntilGone(name, connection);
    },
  },
];

const GONE_LIMIT_MS = 60_000;
const GONE_STEP_MS = 500;

/** The host can be enrolled again only when the removal is through with the agent. */
const waitUntilGone = async (
  host: string,
  { host: service }: LeavingHost["connection"],
): Promise<void> => {
  const isGone = async (): Promise<true | undefined> => {
    const answer = await service.getHealth({}, { timeoutMs: 2_000 }).catch(() => undefined);
    return answer === undefined ? true : undefined;
  };
  const signal = new AbortController().signal;
  const gone = await waitFor(isGone, { limitMs: GONE_LIMIT_MS, stepMs: GONE_STEP_MS, signal });
  if (gone === undefined) throw agentGone({ host });
};

/** Takes hosts apart; failures of hosts are the answer, `[]`: all are bare again. */
export const performReset = async (options: ResetOptions): Promise<readonly HostFailure[]> => {
  const { leaving } = options;
  const holder = toHolder(options.cluster.operator, options.run);
  const lock = await lockMembers(options.cluster, { holder, purpose: "reset" });
  try {
    const highest = Math.max(0, ...leaving.map(({ spec }) => spec?.generation ?? 0));
    const generation = await lock.allocate("COUNTER_GENERATION", highest);
    const failures = await runPhases({ ...options, lock, generation }, resetPhases, {
      emit: (event) => options.progress.phase(event),
      elapsedMs: () => performance.now(),
      signal: AbortSignal.any([options.signal, lock.lost]),
    });
    const failed = new Set(failures.map(({ host }) => host));
    const gone = leaving.map(({ name }) => name).filter((name) => !failed.has(name));
    return [...failures, ...(await forget(options, new Set(gone), lock))];
  } finally {
    await lock.release(options.signal.aborted);
  }
};

const resetHost = async (
  run: ResetRun,
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
    stop: run.signal,
    signal: AbortSignal.any([run.signal, run.lock.lost]),
  });
};

/** Those who stay learn that the others are gone, and the cluster forgets their nodes. */
const forget = async (
  { cluster }: ResetOptions,
  gone: ReadonlySet<string>,
  lock: HeldLock,
): Promise<readonly HostFailure[]> => {
  const { keystore, membership, members } = cluster;
  if (gone.size === 0) return [];
  const left = withoutMembers(membership.content, gone);
  if (left.members.length === 0) {
    await rm(join(keystore.folder, "membership.json"), { force: true });
    return [];
  }
  const staying = members.flatMap((opened) =>
    "connection" in opened && !gone.has(opened.member.name) ? [opened] : [],
  );
  const masters = staying.filter(({ member }) => member.role === "master");
  // Without masters nobody else can number it, and there is nobody to delete nodes either.
  const number =
    masters.length > 0
      ? await lock.allocate("COUNTER_MEMBERSHIP", membership.content.number)
      : left.number;
  const document = keystore.signMembership(encodeMembership({ ...left, number }));
  await writeMembershipFile(keystore.folder, document);
  await Promise.allSettled(
    staying.map(({ connection }) =>
      connection.membership.putMembership({ membership: toWireSignedDocument(document) }),
    ),
  );
  const [master] = masters;
  if (master === undefined) return [];
  const deleted = await Promise.allSettled(
    [...gone].map(async (name) => {
      await master.connection.cluster.deleteNode({ name, fencingNumber: lock.fencing });
    }),
  );
  return [...gone].flatMap((host, at) => {
    const result = deleted[at];
    return result?.status === "rejected" ? [{ host, error: toPharosError(result.reason) }] : [];
  });
};
