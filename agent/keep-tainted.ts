import type { Log } from "../shared/log/log.ts";
import type { Agent } from "./agent.ts";
import { bindToNoRun } from "./services/require-master.ts";

interface TaintPorts {
  readonly pause: (ms: number) => Promise<void>;
  readonly log: Log;
}

type Parts = Pick<Agent, "host" | "spec">;

const LOOK_MS = 20_000;

/**
 * On masters, for as long as the agent lives: looks after `prefer_no_schedule_taint`. Where it is not
 * wanted, one look after the start and after each spec takes away what is left of it.
 */
export const keepTainted = async (agent: Parts, { pause, log }: TaintPorts): Promise<never> => {
  let cleanedFor: number | undefined;
  for (;;) {
    await pause(LOOK_MS);
    const spec = agent.spec.current()?.content;
    if (spec?.ensure !== "present" || spec.role !== "master") continue;
    const key = spec.maintenance.reboots?.waitingTaint;
    if (key === undefined && cleanedFor === spec.generation) continue;
    try {
      const { keepWaitingTaints } = await import("./maintenance/waiting-taints.ts");
      await keepWaitingTaints(bindToNoRun(agent, "taints"), key);
      cleanedFor = key === undefined ? spec.generation : undefined;
    } catch (error) {
      // Nothing is lost by a look that comes later: mostly there is no cluster yet.
      if (key !== undefined)
        log.info("taints of waiting nodes could not be looked after", { error: String(error) });
    }
  }
};
