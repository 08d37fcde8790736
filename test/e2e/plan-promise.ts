import * as z from "zod";
import type { Lab } from "../lab/lab.ts";
import type { Cli, CliResult } from "./cli.ts";
import { expectNone } from "./expectation.ts";
import { Change, type JournalRecord, readJournals, recordsSince } from "./journal.ts";

const Plan = z.object({
  hosts: z.array(
    z.object({
      name: z.string(),
      tasks: z.array(
        z.object({
          id: z.string(),
          title: z.string(),
          profile: z.string(),
          changes: z.array(Change),
        }),
      ),
    }),
  ),
});
export type Plan = z.infer<typeof Plan>;

/** Records that an apply has added to the hosts' journals, by host. */
export type NewRecords = ReadonlyMap<string, readonly JournalRecord[]>;

export interface KeptPromise {
  readonly plan: Plan;
  readonly records: NewRecords;
  readonly apply: CliResult;
}

/** Plans, applies, and holds the hosts' journals against the plan: the same tasks and changes, in the same order. */
export async function applyAsPlanned(lab: Lab, cli: Cli): Promise<KeptPromise> {
  const before = await readJournals(lab);
  const plan = await readPlan(cli);
  const apply = await cli.must("apply", "--yes");
  const after = await readJournals(lab);
  const records = new Map(
    [...after].map(([host, found]) => [host, recordsSince(before.get(host) ?? [], found)] as const),
  );
  expectNone("the journals are not what was planned", comparePlan(plan, records));
  return { plan, records, apply };
}

export async function readPlan(cli: Cli): Promise<Plan> {
  const { stdout } = await cli.must("plan", "--output", "json");
  return Plan.parse(JSON.parse(stdout));
}

/** Differences between what was planned and what was begun, a text each; none: they are equal in every field and in order. */
export function comparePlan(plan: Plan, records: NewRecords): readonly string[] {
  const strangers = [...records]
    .filter(([host, found]) => found.length > 0 && !plan.hosts.some(({ name }) => name === host))
    .map(([host]) => `${host}: was not planned, but has worked`);
  return [
    ...strangers,
    ...plan.hosts.flatMap(({ name, tasks }) => {
      const planned = tasks.map(({ profile, id, title, changes }) => ({
        profile,
        id,
        title,
        changes,
      }));
      return compareSteps(name, planned, toSteps(records.get(name) ?? []));
    }),
  ];
}

interface Step {
  readonly profile: string;
  readonly id: string;
  readonly title: string;
  readonly changes: readonly z.infer<typeof Change>[];
}

function toSteps(records: readonly JournalRecord[]): readonly Step[] {
  let profile = "";
  const steps: Step[] = [];
  for (const { event } of records) {
    if (event.type === "run-started") profile = event.profile ?? "";
    if (event.type !== "task-started") continue;
    const { task = "", title = "", changes = [] } = event;
    steps.push({ profile, id: task, title, changes });
  }
  return steps;
}

function compareSteps(
  host: string,
  planned: readonly Step[],
  done: readonly Step[],
): readonly string[] {
  const length = Math.max(planned.length, done.length);
  return Array.from({ length }, (_, index) => index).flatMap((index) => {
    const [wanted, found] = [toText(planned[index]), toText(done[index])];
    return wanted === found
      ? []
      : [`${host} step ${index + 1}: planned ${wanted}\n    but did ${found}`];
  });
}

function toText(step: Step | undefined): string {
  if (step === undefined) return "nothing";
  const changes = step.changes.map(({ field, before, after, because }) => ({
    field,
    before,
    after,
    because,
  }));
  return `${step.profile} ${step.id} "${step.title}" ${JSON.stringify(changes)}`;
}
