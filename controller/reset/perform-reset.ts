import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { HostFailure } from "../../shared/errors/pharos-error.ts";
import { profiles } from "../../shared/spec/profile-wire.ts";
import { encodeMembership } from "../../shared/spec/membership-wire.ts";
import { encodeNodeSpec } from "../../shared/spec/node-spec-wire.ts";
import { toWireSignedDocument } from "../../shared/spec/signed-document-wire.ts";
import type { Progress } from "../apply/progress.ts";
import { followRun } from "../apply/follow-run.ts";
import { type HeldLock, takeClusterLock } from "../cluster/cluster-lock.ts";
import { writeMembershipFile } from "../cluster/membership-file.ts";
import type { OpenedCluster } from "../cluster/open-members.ts";
import type { Phase } from "../engine/phase.ts";
import { runPhases } from "../engine/run-phases.ts";
import { type LeavingHost, toAbsentSpec, withoutMembers } from "./reset-run.ts";

export interface ResetOptions {
  readonly cluster: OpenedCluster;
  readonly leaving: readonly LeavingHost[];
  readonly progress: Progress;
  readonly signal: AbortSignal;
  readonly now: () => Date;
}

interface ResetRun extends ResetOptions {
  readonly id: string;
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
    run: async ({ lock }, { connection }) => {
      await connection.host.removeAgent({ fencingNumber: lock.fencing });
    },
  },
];

/** Takes hosts apart; failures of hosts are the answer, `[]`: all are bare again. */
export const performReset = async (options: ResetOptions): Promise<readonly HostFailure[]> => {
  const { cluster, leaving } = options;
  const masters = cluster.members.flatMap((opened) =>
    "connection" in opened && opened.member.role === "master" ? [opened.connection] : [],
  );
  const id = `${options.now().toISOString().replaceAll(/[:.]/g, "-")}-${randomUUID().slice(0, 8)}`;
  const lock = await takeClusterLock(masters, {
    holder: `${cluster.operator} ${id}`,
    machine: hostname(),
    purpose: "reset",
  });
  const highest = Math.max(0, ...leaving.map(({ spec }) => spec?.generation ?? 0));
  const generation = await lock.allocate("COUNTER_GENERATION", highest);
  const failures = await runPhases({ ...options, id, lock, generation }, resetPhases, {
    emit: (event) => options.progress.phase(event),
    elapsedMs: () => performance.now(),
    signal: options.signal,
  });
  const failed = new Set(failures.map(({ host }) => host));
  await forget(
    options,
    new Set(leaving.map(({ name }) => name).filter((name) => !failed.has(name))),
    lock,
  );
  await lock.release();
  return failures;
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
    run: run.id,
    profile: profiles.toWire("absent"),
    fencingNumber: run.lock.fencing,
    runSecrets: {},
  };
  await followRun(connection, request, {
    report: run.progress.record,
    sleep: (ms) => sleep(ms),
    signal: AbortSignal.any([run.signal, run.lock.lost]),
  });
};

/** Those who stay learn that the others are gone, and the cluster forgets their nodes. */
const forget = async (
  { cluster }: ResetOptions,
  gone: ReadonlySet<string>,
  lock: HeldLock,
): Promise<void> => {
  const { keystore, membership, members } = cluster;
  const staying = members.flatMap((opened) =>
    "connection" in opened && !gone.has(opened.member.name) ? [opened] : [],
  );
  const content = withoutMembers(membership.content, gone);
  if (content.members.length === 0) {
    await rm(join(keystore.folder, "membership.json"), { force: true });
    return;
  }
  const document = keystore.signMembership(encodeMembership(content));
  await writeMembershipFile(keystore.folder, document);
  await Promise.allSettled(
    staying.map(({ connection }) =>
      connection.membership.putMembership({ membership: toWireSignedDocument(document) }),
    ),
  );
  const master = staying.find(({ member }) => member.role === "master");
  for (const name of gone)
    await master?.connection.cluster.deleteNode({ name, fencingNumber: lock.fencing });
};
