import { createRunId } from "../../controller/apply/start-apply.ts";
import { type OpenedCluster, openMembers } from "../../controller/cluster/open-members.ts";
import { performRemoval } from "../../controller/remove/perform-removal.ts";
import { prepareRemoval } from "../../controller/remove/prepare-removal.ts";
import { performReset } from "../../controller/reset/perform-reset.ts";
import { readLeavingHost } from "../../controller/reset/reset-run.ts";
import type { HostFailure } from "../../shared/errors/pharos-error.ts";
import { loadConfigText } from "./load-config-text.ts";

/** Takes all members of a loopback cluster apart, or those that are named. */
export const resetLoopback = (
  home: string,
  text: string,
  names: readonly string[] | undefined,
): Promise<readonly HostFailure[]> =>
  withCluster(home, text, async (cluster) => {
    const leaving = await Promise.all(
      cluster.members.flatMap((opened) =>
        "connection" in opened && (names?.includes(opened.member.name) ?? true)
          ? [readLeavingHost(opened.member, opened.connection)]
          : [],
      ),
    );
    return await performReset({ ...asRun(), cluster, leaving });
  });

/** Takes one host out of it, as `hosts remove` does. */
export const removeLoopback = (
  home: string,
  text: string,
  name: string,
): Promise<readonly HostFailure[]> =>
  withCluster(home, text, async (cluster) => {
    const prepared = await prepareRemoval(cluster, name, { isGone: false, hasOwnEtcd: true });
    return await performRemoval({ ...asRun(), ...prepared, cluster, drainLimitMs: 1_000 });
  });

const signal = new AbortController().signal;

const asRun = () => ({
  run: createRunId(new Date()),
  progress: { record: () => undefined, phase: () => undefined },
  signal,
});

const withCluster = async <Result>(
  home: string,
  text: string,
  work: (cluster: OpenedCluster) => Promise<Result>,
): Promise<Result> => {
  const context = { home, clock: { nowMs: () => Date.now() }, signal };
  const cluster = await openMembers(context, await loadConfigText(text));
  try {
    return await work(cluster);
  } finally {
    cluster.close();
  }
};
