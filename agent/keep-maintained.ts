import { takesTurns } from "../shared/spec/maintenance-spec.ts";
import type { Log } from "../shared/log/log.ts";
import type { Agent } from "./agent.ts";

/**
 * Lets reboots and upgrades go on from now on, where they are wanted or where one was cut off. What
 * they need is loaded then alone: an agent that has nothing to do stays small.
 */
export const keepMaintained = (agent: Agent, log: Log): void => {
  let isKept = false;
  const begin = async (): Promise<void> => {
    if (isKept || !(await isWanted(agent))) return;
    isKept = true;
    const keeper = await agent.maintenance();
    keeper.start();
    const { serveMetrics } = await import("./metrics/serve-metrics.ts");
    const { createStaleServices } = await import("./maintenance/create-stale-services.ts");
    const readStale = createStaleServices(agent.host.reader.files, agent.uptimeMs);
    await serveMetrics(async () => {
      const seen = keeper.lastSeen();
      return seen && { ...seen, staleServices: await readStale() };
    }, log);
  };
  const tryToBegin = (): void =>
    void begin().catch((error: unknown) => {
      isKept = false;
      log.warn("reboots and upgrades are not looked after", { error: String(error) });
    });
  agent.executor.onEnded(tryToBegin);
  tryToBegin();
};

/** A file there may be of a reboot that this boot is the end of. */
const isWanted = async ({ spec, host, paths }: Agent): Promise<boolean> => {
  const maintenance = spec.current()?.content.maintenance;
  if (maintenance !== undefined && takesTurns(maintenance)) return true;
  return (await host.reader.files.stat(paths.maintenance)) !== undefined;
};
