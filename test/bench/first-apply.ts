import { kubeadmByHand } from "../lab/kubeadm-by-hand.ts";
import type { BenchContext, Benchmark } from "./benchmark.ts";
import { toMeasurement } from "./measurement.ts";
import { phaseDoneAtMs } from "./run-events.ts";
import { timedRun } from "./timed-run.ts";

const GOAL_RATIO = 1.15;
const BOOTSTRAP_GOAL_S = 15;
const LIMIT_MS = 30 * 60_000;

/** From bare hosts to Ready nodes, against a script of what an administrator would do, on the same hosts. */
export const firstApply: Benchmark = {
  name: "first-apply",
  summary: "first apply on bare hosts against kubeadm run by a script",
  run: async (context) => {
    const { samples = 1, log } = context;
    const ours: { readonly wallMs: number; readonly bootstrapMs: number }[] = [];
    const byHand: number[] = [];
    // The order changes, for the second finds the machine's caches warm.
    while (ours.length < samples) {
      const steps = [
        async () => ours.push(await applyOnBare(context)),
        async () => byHand.push(await scriptOnBare(context)),
      ];
      for (const step of ours.length % 2 === 0 ? steps : steps.toReversed()) await step();
      log(`round ${ours.length} of ${samples}`);
    }
    const ratios = ours.map(({ wallMs }, index) => wallMs / (byHand[index] ?? Number.NaN));
    return [
      toMeasurement(
        { name: "first-apply: pharosctl apply", unit: "s" },
        ours.map(({ wallMs }) => wallMs / 1000),
      ),
      toMeasurement(
        { name: "first-apply: until all agents are enrolled", unit: "s", goal: BOOTSTRAP_GOAL_S },
        ours.map(({ bootstrapMs }) => bootstrapMs / 1000),
      ),
      toMeasurement(
        { name: "first-apply: kubeadm by hand", unit: "s" },
        byHand.map((wallMs) => wallMs / 1000),
      ),
      toMeasurement({ name: "first-apply: ratio", unit: "", goal: GOAL_RATIO }, ratios),
    ];
  },
};

const applyOnBare = async ({ lab, log }: BenchContext) => {
  await lab.bare();
  log("pharosctl apply");
  const { wallMs, lines } = await lab.pharosctl("apply", "--yes", "--output", "json");
  return { wallMs, bootstrapMs: phaseDoneAtMs(lines, "enrol hosts") };
};

const scriptOnBare = async ({ lab, log }: BenchContext): Promise<number> => {
  const hosts = await lab.bare();
  log("kubeadm by hand");
  const { argv, env } = await kubeadmByHand(hosts);
  return (await timedRun(argv, { env, limitMs: LIMIT_MS })).wallMs;
};
