import type { HostFailure } from "../../shared/errors/pharos-error.ts";
import { writeMembershipFile } from "../cluster/membership-file.ts";
import { runPhases } from "../engine/run-phases.ts";
import type { PhaseEvent } from "../engine/phase.ts";
import { applyPhases } from "../phases/apply-phases.ts";
import { enrolHosts } from "../phases/enrol-hosts.ts";
import type { ApplyRun, RunHost } from "./apply-run.ts";
import type { PreparedApply } from "./prepare-apply.ts";
import type { Progress } from "./progress.ts";
import { startApply } from "./start-apply.ts";

export interface PerformOptions {
  readonly progress: Progress;
  readonly purpose: string;
  readonly signal: AbortSignal;
  readonly now: () => Date;
}

export interface ApplyOutcome {
  readonly run: string;
  readonly failures: readonly HostFailure[];
}

/** Whether there is anything to do at all. */
export const isNothingToDo = ({ hosts, design }: PreparedApply): boolean =>
  !design.membershipChanged &&
  hosts.every(
    ({ link, plan, isCurrent }) => link.kind === "agent" && plan.tasks.length === 0 && isCurrent,
  );

/** Enrols, takes the lock and goes through the phases. Failures of hosts are in the outcome. */
export const performApply = async (
  prepared: PreparedApply,
  options: PerformOptions,
): Promise<ApplyOutcome> => {
  const session = await prepared.session.keep();
  await writeMembershipFile(session.keystore.folder, prepared.design.membership.document);
  const run = startApply({
    keystore: session.keystore,
    membership: prepared.design.membership,
    hosts: prepared.hosts,
    dialer: prepared.dialer,
    distribution: prepared.distribution,
    operator: prepared.operator,
    machine: prepared.machine,
    purpose: options.purpose,
    report: options.progress.record,
    signal: options.signal,
    now: options.now,
  });
  const enrolFailures = await phases(run, [enrolHosts], options, options.signal);
  const failed = new Set(enrolFailures.map(({ host }) => host));
  const usable: ApplyRun = { ...run, hosts: run.hosts.filter(({ name }) => !failed.has(name)) };
  const lock = await run.lock();
  try {
    const signal = AbortSignal.any([options.signal, lock.lost]);
    const failures = await phases(usable, applyPhases, options, signal);
    return { run: run.id, failures: [...enrolFailures, ...failures] };
  } finally {
    await lock.release();
    await Promise.allSettled(usable.hosts.map(async (host) => (await host.connection()).close()));
  }
};

const phases = (
  run: ApplyRun,
  list: Parameters<typeof runPhases<ApplyRun, RunHost>>[1],
  { progress }: PerformOptions,
  signal: AbortSignal,
): Promise<readonly HostFailure[]> =>
  runPhases(run, list, {
    emit: (event: PhaseEvent) => progress.phase(event),
    elapsedMs: () => performance.now(),
    signal,
  });
