import { nodeNotReady, noMaster, phaseInterrupted } from "../../shared/errors/run-errors.ts";
import type { NodeStatus } from "../../shared/rpc/gen/cluster.ts";
import { type ApplyRun, hasWork, isChosen, type RunHost } from "../apply/apply-run.ts";
import type { Phase } from "../engine/phase.ts";
import { waitFor } from "../engine/wait-for.ts";

const TITLE = "verify that nodes are Ready";
const LIMIT_MS = 5 * 60_000;
const STEP_MS = 1_000;

/** A host on which something changed is done when its node is Ready. */
export const verifyNodes: Phase<ApplyRun, RunHost> = {
  title: TITLE,
  hosts: ({ hosts }) => hosts.filter(isChosen),
  skip: (_run, host) =>
    (["host", "network", "control-plane", "worker"] as const).some((profile) =>
      hasWork(host, profile),
    )
      ? undefined
      : "nothing was changed",
  run: async (run, host) => {
    const keeper = run.hosts.find(({ spec }) => spec.clusterObjects !== undefined);
    if (keeper === undefined) throw noMaster({});
    const { cluster } = await keeper.connection();
    const signal = AbortSignal.any([run.signal, (await run.lock()).lost]);
    let last: NodeStatus | undefined;
    const ready = await waitFor(
      async () => {
        const { nodes } = await cluster.getClusterStatus({});
        last = nodes.find(({ name }) => name === host.name);
        return last?.ready === "READY_CONDITION_TRUE" ? last : undefined;
      },
      { limitMs: LIMIT_MS, stepMs: STEP_MS, signal },
    ).catch((cause: unknown) => {
      if (run.signal.aborted) throw phaseInterrupted({ phase: TITLE }, { cause });
      throw cause;
    });
    if (ready !== undefined) return;
    const reason = last === undefined ? "it has not registered" : last.reason;
    throw nodeNotReady({ node: host.name, seconds: LIMIT_MS / 1000, reason });
  },
};
