import { toPharosError } from "../../shared/errors/internal-errors.ts";
import type { HostFailure } from "../../shared/errors/pharos-error.ts";
import type { OpenedCluster, OpenedMember } from "../cluster/open-members.ts";
import { type ClusterRun, type HostSummary, mergeRuns } from "./cluster-run.ts";
import { readOrderedRun } from "./ordered-run.ts";

export interface CollectedRuns {
  /** Newest first. */
  readonly runs: readonly ClusterRun[];
  /** The run that holds the cluster's lock now. */
  readonly orderedRun: string | undefined;
  readonly failures: readonly HostFailure[];
}

/** The history of all hosts that answer, put together by run. */
export const collectRuns = async (cluster: OpenedCluster): Promise<CollectedRuns> => {
  const [ordered, ...answers] = await Promise.all([
    readOrderedRun(cluster),
    ...cluster.members.map(listRuns),
  ]);
  const orderedRun = ordered.isKnown ? ordered.run : undefined;
  return {
    runs: mergeRuns(
      answers.flatMap(({ found }) => found),
      orderedRun,
      ordered.isKnown ? ordered.unfinished : [],
    ),
    orderedRun,
    failures: answers.flatMap(({ failures }) => failures),
  };
};

interface Answer {
  readonly found: readonly HostSummary[];
  readonly failures: readonly HostFailure[];
}

const listRuns = async (opened: OpenedMember): Promise<Answer> => {
  const host = opened.member.name;
  try {
    if ("error" in opened) throw opened.error;
    const { runs } = await opened.connection.runs.listRuns({});
    return { found: runs.map((summary) => ({ host, summary })), failures: [] };
  } catch (error) {
    return { found: [], failures: [{ host, error: toPharosError(error) }] };
  }
};
