import { phaseInterrupted } from "../../shared/errors/run-errors.ts";
import { type ApplyRun, hasWork, isChosen, type RunHost } from "../apply/apply-run.ts";
import type { Phase } from "../engine/phase.ts";
import { waitForNode } from "./wait-for-node.ts";
import { waitForServices } from "./wait-for-services.ts";

const TITLE = "verify that nodes are Ready";
const LIMIT_MS = 5 * 60_000;
const STEP_MS = 1_000;

/** A host on which something changed is done when its node is Ready and kube-proxy serves it. */
export const verifyNodes = (
  waits: Pick<Phase<ApplyRun, RunHost>, "needs" | "settled">,
): Phase<ApplyRun, RunHost> => ({
  ...waits,
  title: TITLE,
  hosts: ({ hosts }) => hosts.filter(isChosen),
  skip: (_run, host) =>
    (["host", "network", "control-plane", "worker"] as const).some((profile) =>
      hasWork(host, profile),
    )
      ? undefined
      : "nothing was changed",
  run: async (run, host) => {
    const signal = AbortSignal.any([run.signal, (await run.lock()).lost]);
    const { host: agent } = await host.connection();
    const options = { limitMs: LIMIT_MS, stepMs: STEP_MS, signal };
    const readProblem = async () => (await agent.getHealth({ podNetwork: true })).servicesProblem;
    try {
      await waitForNode(host.name, run.readNodes, options);
      await waitForServices(host.name, readProblem, options);
    } catch (cause) {
      throw run.signal.aborted ? phaseInterrupted({ phase: TITLE }, { cause }) : cause;
    }
  },
});
