import { phaseNeeded } from "../../shared/errors/run-errors.ts";
import { updatesStopped } from "../../shared/errors/update-errors.ts";
import { toPharosError } from "../../shared/errors/internal-errors.ts";
import type { HostFailure, PharosError } from "../../shared/errors/pharos-error.ts";
import { encodeMembership } from "../../shared/spec/membership-wire.ts";
import { forgetAuditHeads } from "../audit/audit-heads.ts";
import type { HostHold } from "../bootstrap/hold-on-host.ts";
import type { HeldLock } from "../cluster/cluster-lock.ts";
import { type Electorate, hasQuorum, toElectorate } from "../cluster/electorate.ts";
import { type SignedMembership, writeMembershipFile } from "../cluster/membership-file.ts";
import { requireUnchanged, type Witness } from "../cluster/require-unchanged.ts";
import type { Keystore } from "../keystore/keystore.ts";
import { runPhases } from "../engine/run-phases.ts";
import type { PhaseEvent } from "../engine/phase.ts";
import { applyPhases } from "../phases/apply-phases.ts";
import { enrolHosts } from "../phases/enrol-hosts.ts";
import { updateAgents } from "../phases/update-agents.ts";
import { lackingAuthorities } from "../certificates/lacking-authorities.ts";
import { needsUpdate } from "../update/distribution-build.ts";
import {
  type ApplyRun,
  type DesignedHost,
  isChosen,
  type RunHost,
  type SnapshotToRestore,
} from "./apply-run.ts";
import { requireSameKeys } from "./find-encryption.ts";
import type { PreparedApply } from "./prepare-apply.ts";
import { nameConsequence } from "./name-consequence.ts";
import type { Progress } from "./progress.ts";
import { startApply, toHolder } from "./start-apply.ts";

export interface PerformOptions {
  /** By `createRunId`. */
  readonly run: string;
  readonly progress: Progress;
  readonly purpose: string;
  readonly restore?: SnapshotToRestore;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

export interface ApplyOutcome {
  readonly failures: readonly HostFailure[];
}

/** Whether there is anything to do at all. */
export const isNothingToDo = ({ hosts, design, session }: PreparedApply): boolean =>
  !design.membershipChanged &&
  !session.keystore.isRenewalDue &&
  hosts
    .filter(isChosen)
    .every(
      (host) =>
        host.link.kind === "agent" &&
        host.plan.tasks.length === 0 &&
        (host.isCurrent || !host.parts.has("host")) &&
        !needsUpdate(host) &&
        lackingAuthorities(session.keystore, host.link) === undefined &&
        host.link.membershipNumber === design.membership.content.number,
    );

/**
 * Takes the lock, enrols, and goes through the phases. Masters are enrolled before the lock only if
 * it cannot be had without them; the first of them keeps one over SSH then. Failures of hosts are in
 * the outcome.
 */
export const performApply = async (
  prepared: PreparedApply,
  options: PerformOptions,
): Promise<ApplyOutcome> => {
  const { previous, membership } = prepared.design;
  const electorate = toElectorate([previous?.content, membership.content]);
  const early = hostsBeforeLock(prepared.hosts, electorate);
  const hold = await lockFirstHost(prepared, early, options);
  try {
    return await perform(prepared, { ...options, electorate, early, hold });
  } finally {
    await hold?.release();
  }
};

/** Before anything is kept, here or there: who loses leaves nothing behind. */
const lockFirstHost = async (
  { operator, machine, lockHost }: PreparedApply,
  early: readonly DesignedHost[],
  { run, purpose }: PerformOptions,
): Promise<HostHold | undefined> => {
  const first = early.find(({ member }) => member.role === "master") ?? early[0];
  if (first?.link.kind !== "ssh") return undefined;
  return lockHost(first.link, { holder: toHolder(operator, run), machine, purpose });
};

interface StartedApply extends PerformOptions {
  readonly electorate: Electorate;
  /** Hosts that are enrolled before the lock. */
  readonly early: readonly DesignedHost[];
  readonly hold: HostHold | undefined;
}

const perform = async (prepared: PreparedApply, options: StartedApply): Promise<ApplyOutcome> => {
  const kept = (await prepared.session.keep()).keystore;
  const keystore = kept.isRenewalDue ? await kept.renewIntermediates() : kept;
  const { previous, membership } = prepared.design;
  const enrolled = new Set<string>();
  const isEnrolled = ({ name, link }: DesignedHost) => link.kind === "agent" || enrolled.has(name);
  const run = startApply({
    ...prepared,
    ...options,
    id: options.run,
    keystore,
    membership: previous ?? membership,
    secrets: prepared.design.secrets,
    report: options.progress.record,
    isEnrolled,
  });
  // Whoever finds the cluster after a crash needs it as soon as there is a host that knows it.
  await writeMembershipFile(keystore.folder, run.membership.document);
  const isEarly = ({ name }: DesignedHost) => options.early.some((host) => host.name === name);
  const enrol = async (part: ApplyRun, signal: AbortSignal) => {
    const failures = await phases(part, [enrolHosts], options, signal);
    const failed = new Set(failures.map(({ host }) => host));
    const mine = part.hosts.map(({ name }) => name).filter((name) => !failed.has(name));
    for (const name of mine) enrolled.add(name);
    await forgetAuditHeads(keystore.folder, mine);
    return failures;
  };
  try {
    const early = AbortSignal.any([options.signal, ...(options.hold ? [options.hold.lost] : [])]);
    const first = await enrol({ ...run, hosts: run.hosts.filter(isEarly) }, early);
    const lock = await run.lock().catch((error: unknown) => toPharosError(error));
    if (lock instanceof Error) {
      if (first.length === 0) throw lock;
      return { failures: [...first, ...failAll(run, first, lock)] };
    }
    try {
      // Whoever was asked for a yes may have thought about it for long.
      if (previous !== undefined)
        await requireUnchanged(witnessesOf(prepared.hosts), previous.content.number);
      await requireSameKeys(keystore, prepared.encryption);
      const signal = AbortSignal.any([options.signal, lock.lost]);
      const settled = await settleMembership(lock, keystore, prepared.design);
      await writeMembershipFile(keystore.folder, settled.document);
      await updateAll(
        {
          ...run,
          membership: settled,
          hosts: run.hosts.filter((host) => isEnrolled(host) && isChosen(host)),
        },
        options,
      );
      const late = run.hosts.filter((host) => !isEnrolled(host) && !isEarly(host));
      const second = await enrol({ ...run, membership: settled, hosts: late }, signal);
      const usable = { ...run, membership: settled, hosts: run.hosts.filter(isEnrolled) };
      const earlier = [...first, ...second];
      const rest = await phases(usable, applyPhases, options, signal, earlier);
      return { failures: [...earlier, ...rest] };
    } finally {
      await lock.release(options.signal.aborted);
    }
  } finally {
    await run.close();
  }
};

/** Masters that were members before; those that were enrolled a moment ago know this apply's own membership. */
const witnessesOf = (hosts: readonly DesignedHost[]): readonly Witness[] =>
  hosts.flatMap(({ link, member }) =>
    link.kind === "agent" && member.role === "master" ? [link] : [],
  );

/** A plan is made by the agents that there are to be: without them nothing of it is begun. */
const updateAll = async (run: ApplyRun, options: PerformOptions): Promise<void> => {
  const list = updateAgents(run.hosts);
  // The loss of the lock is no reason to leave an update alone: a master may be what is updated.
  const failures = await phases(run, list, options, options.signal);
  const failed = failures.filter(({ error }) => !phaseNeeded.is(error));
  if (failures.length === 0) return;
  const all = run.hosts.filter(needsUpdate).length;
  throw updatesStopped(
    {
      failed: failed.map(({ host }) => host).join(", "),
      updated: all - failures.length,
      kept: failures.length - failed.length,
    },
    { hosts: failed },
  );
};

/** Before there is a cluster: all; else masters without an agent, if the others have no majority. */
const hostsBeforeLock = (
  hosts: readonly DesignedHost[],
  electorate: Electorate,
): readonly DesignedHost[] => {
  const strangers = hosts.filter(({ link }) => link.kind === "ssh");
  if (hosts.length === strangers.length) return strangers;
  const voters = hosts.filter(({ link }) => link.kind === "agent").map(({ name }) => name);
  if (hasQuorum(electorate, voters)) return [];
  return strangers.filter(({ member }) => member.role === "master");
};

/** A new membership gets its number from the masters, so that two administrators cannot fork it. */
const settleMembership = async (
  lock: HeldLock,
  keystore: Keystore,
  { previous, membership, membershipChanged }: PreparedApply["design"],
): Promise<SignedMembership> => {
  if (!membershipChanged) return membership;
  const number = await lock.allocate("COUNTER_MEMBERSHIP", previous?.content.number ?? 0);
  if (number === membership.content.number) return membership;
  const content = { ...membership.content, number };
  return { content, document: keystore.signMembership(encodeMembership(content)) };
};

const failAll = (
  { hosts }: ApplyRun,
  failures: readonly HostFailure[],
  error: PharosError,
): readonly HostFailure[] =>
  hosts
    .filter(({ name }) => !failures.some(({ host }) => host === name))
    .map(({ name }) => ({ host: name, error }));

const phases = (
  run: ApplyRun,
  list: Parameters<typeof runPhases<ApplyRun, RunHost>>[1],
  { progress }: PerformOptions,
  signal: AbortSignal,
  /** Of lists before this one. */
  earlier: readonly HostFailure[] = [],
): Promise<readonly HostFailure[]> =>
  runPhases(run, list, {
    emit: (event: PhaseEvent) => progress.phase(event),
    elapsedMs: () => performance.now(),
    signal,
    explain: (error, own) => nameConsequence(error, [...earlier, ...own]),
  });
