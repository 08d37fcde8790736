import { join } from "node:path";
import { createControlNode } from "./ansible/control-node.ts";
import type { Benchmark } from "./benchmark.ts";
import { toMeasurement } from "./measurement.ts";
import { finishedRun } from "./run-events.ts";

const SAMPLES = 5;
/** Twenty times as fast. */
const GOAL_RATIO = 0.05;

/** Hosts that are as they should be, looked at by a no-op apply and by the same checks of a playbook, in turns. */
export const ansibleNoop: Benchmark = {
  name: "ansible-noop",
  summary: "an apply that finds nothing to do against the same checks by Ansible over SSH",
  run: async ({ lab, folder, samples = SAMPLES, log }) => {
    const hosts = await lab.formed();
    log("installing ansible-core on the first host");
    const runPlaybook = await createControlNode(hosts, join(folder, "ansible"));
    const apply = async (): Promise<number> => {
      const { wallMs, lines } = await lab.pharosctl("apply", "--yes", "--output", "json");
      if (finishedRun(lines) !== undefined) throw new Error("an apply found something to do");
      return wallMs;
    };
    // The first of each warms up: connections that are kept, compiled code.
    await runPlaybook();
    await apply();
    const rounds: { readonly oursMs: number; readonly theirsMs: number }[] = [];
    while (rounds.length < samples)
      rounds.push({ theirsMs: await runPlaybook(), oursMs: await apply() });
    return [
      toMeasurement(
        { name: "ansible-noop: pharosctl apply", unit: "s" },
        rounds.map(({ oursMs }) => oursMs / 1000),
      ),
      toMeasurement(
        { name: "ansible-noop: ansible-playbook", unit: "s" },
        rounds.map(({ theirsMs }) => theirsMs / 1000),
      ),
      toMeasurement(
        { name: "ansible-noop: ratio", unit: "", goal: GOAL_RATIO },
        rounds.map(({ oursMs, theirsMs }) => oursMs / theirsMs),
      ),
    ];
  },
};
