import type { HostFailure } from "../../shared/errors/pharos-error.ts";
import { hostPlanChanged, planChanged } from "../../shared/errors/run-errors.ts";
import type { PlanFile } from "./plan-file.ts";

type KeptHost = PlanFile["hosts"][number];

/**
 * Throws `PLAN_CHANGED`, with what is other on each host, unless every host would do now exactly what
 * it said when the plan was kept.
 */
export const refuseChangedPlan = (kept: PlanFile, now: PlanFile, path: string): void => {
  const names = [...new Set([...kept.hosts, ...now.hosts].map(({ name }) => name))];
  const hosts = names.flatMap((name): readonly HostFailure[] => {
    const reason = findDifference(findHost(kept, name), findHost(now, name));
    return reason === undefined ? [] : [{ host: name, error: hostPlanChanged({ reason }) }];
  });
  const isOtherCluster = kept.cluster !== now.cluster;
  if (hosts.length === 0 && !isOtherCluster) return;
  const cluster = isOtherCluster ? kept.cluster : "";
  throw planChanged({ path, madeAt: kept.madeAt, changed: hosts.length, cluster }, { hosts });
};

const findHost = ({ hosts }: PlanFile, wanted: string): KeptHost | undefined =>
  hosts.find(({ name }) => name === wanted);

const findDifference = (
  before: KeptHost | undefined,
  after: KeptHost | undefined,
): string | undefined => {
  if (after === undefined) return "it is not among the hosts any more, or does not answer";
  if (before === undefined) return "it was not among the hosts then";
  if (before.address !== after.address) return `its address was ${before.address}`;
  if (before.enrol !== after.enrol) {
    return after.enrol ? "its agent has to be installed now" : "it has its agent by now";
  }
  if (before.digest === after.digest) return undefined;
  return [
    describe("no more to do", missingIn(after, before)),
    describe("more to do", missingIn(before, after)),
    describe("to do otherwise", changedIn(before, after)),
  ]
    .filter((part) => part !== "")
    .join("; ");
};

const missingIn = (host: KeptHost, other: KeptHost): readonly string[] =>
  other.tasks.filter(({ id }) => host.tasks.every((task) => task.id !== id)).map(toTitle);

const changedIn = (before: KeptHost, after: KeptHost): readonly string[] =>
  after.tasks
    .filter((task) => {
      const known = before.tasks.find(({ id }) => id === task.id);
      return known !== undefined && JSON.stringify(known) !== JSON.stringify(task);
    })
    .map(toTitle);

const toTitle = ({ title }: KeptHost["tasks"][number]): string => title;

const SHOWN = 3;

const describe = (what: string, titles: readonly string[]): string => {
  const rest = titles.length - SHOWN;
  const shown = [...titles.slice(0, SHOWN), ...(rest > 0 ? [`${rest} more`] : [])];
  return titles.length === 0 ? "" : `${what}: ${shown.join(", ")}`;
};
