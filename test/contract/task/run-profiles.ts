import { converge } from "../../../agent/engine/converge.ts";
import { planTasks } from "../../../agent/engine/plan-tasks.ts";
import { readProvenance } from "../../../agent/engine/provenance.ts";
import type { BoundTask } from "../../../agent/engine/task.ts";
import type { FakeHost } from "../../../agent/host/fake/fake-host.ts";
import { joinSecrets } from "../../../agent/kubeadm/prepared-host.fake.ts";
import { profileTasks } from "../../../agent/profiles/profiles.ts";
import type { NodeSpec } from "../../../shared/spec/node-spec.ts";
import type { PlannedChange, ProfileName, RunEvent, RunRecord } from "../../../shared/spec/run.ts";

/** What a plan says and what a journal says, in one form. */
export interface ChangedTask {
  readonly task: string;
  readonly changes: readonly PlannedChange[];
}

export interface Outcome {
  readonly journal: readonly ChangedTask[];
  readonly failures: readonly string[];
}

export const tasksOf = (spec: NodeSpec, profiles: readonly ProfileName[]): readonly BoundTask[] =>
  profiles.flatMap((profile) => profileTasks(spec, profile));

/** The changes that the host plans. */
export const planProfiles = async (
  host: FakeHost,
  spec: NodeSpec,
  profiles: readonly ProfileName[],
): Promise<readonly ChangedTask[]> => {
  const parts = profiles.map((profile) => ({ profile, tasks: profileTasks(spec, profile) }));
  const { tasks } = await planTasks(spec.host, host.reader, parts);
  return tasks.map(({ id, changes }) => ({ task: id, changes }));
};

/**
 * Converges profile after profile, as a controller would ask for them. `records`: the agent's
 * journal, which outlives a kill.
 */
export const applyProfiles = async (
  host: FakeHost,
  spec: NodeSpec,
  profiles: readonly ProfileName[],
  records: RunRecord[] = [],
): Promise<Outcome> => {
  const first = records.length;
  for (const profile of profiles) {
    const provenance = readProvenance(records);
    await converge(profileTasks(spec, profile), {
      reader: host.reader,
      writer: (taskNumber) => host.bind({ taskNumber, provenance, secrets: joinSecrets }),
      record: async (event) => {
        records.push({ ...PLACE, sequence: records.length, event });
      },
      stop: new AbortController().signal,
      sleep: async (ms) => host.machine.advance(ms),
      elapsedMs: host.machine.nowMs,
    });
  }
  return toOutcome(records.slice(first).map(({ event }) => event));
};

const PLACE = { run: "run", host: "host", atMs: 0 } as const;

const toOutcome = (events: readonly RunEvent[]): Outcome => ({
  journal: events.flatMap((event) =>
    event.type === "task-started" ? [{ task: event.task, changes: event.changes }] : [],
  ),
  failures: events.flatMap((event) =>
    event.type === "task-failed" ? [`${event.task}: ${event.error.message}`] : [],
  ),
});

/** What matters of a machine: no times, no empty directories, nothing on tmpfs. Equal for two ways to the same end. */
export const visibleState = ({ machine }: FakeHost): unknown => ({
  files: [...machine.files.snapshot()]
    .filter(([path]) => machine.files.names(path)?.length !== 0 && !path.startsWith("/run"))
    .map(([path, { kind, text, target, mode, uid, gid }]) => ({
      path,
      kind,
      text,
      target,
      mode,
      uid,
      gid,
    }))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1)),
  packages: [...machine.packages].toSorted(byKey),
  units: [...machine.units].map(([name, { active }]) => ({ name, active })).toSorted(byName),
  sysctls: [...machine.sysctls].toSorted(byKey),
  modules: [...machine.modules].toSorted(),
  swaps: machine.swaps,
  routes: machine.routes.toSorted((a, b) => (a.destination < b.destination ? -1 : 1)),
  addresses: machine.addresses,
  sandboxes: machine.sandboxes,
  // Leases tell the time.
  cluster: [...machine.cluster.snapshot()].filter(([path]) => !path.includes("/leases/")),
});

const byName = (a: { readonly name: string }, b: { readonly name: string }): number =>
  a.name < b.name ? -1 : 1;

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : 1;
