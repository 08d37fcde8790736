import { takesTurns } from "../shared/spec/maintenance-spec.ts";
import type { Log } from "../shared/log/log.ts";
import type { Agent } from "./agent.ts";
import type { SeenMaintenance } from "./metrics/render-metrics.ts";

/**
 * Lets reboots and upgrades go on from now on, where they are wanted or where one was cut off, and serves
 * metrics of them and of copies of snapshots. What they need is loaded then alone: an agent that has
 * nothing to do stays small.
 */
export const keepMaintained = (agent: Agent, log: Log): void => {
  let readMaintenance: (() => Promise<SeenMaintenance | undefined>) | undefined;
  let isServed = false;
  let begun = Promise.resolve();
  const begin = async (): Promise<void> => {
    if (readMaintenance === undefined && (await isWanted(agent)))
      readMaintenance = await startMaintenance(agent);
    if (isServed || (readMaintenance === undefined && !copiesSnapshots(agent))) return;
    const { serveMetrics } = await import("./metrics/serve-metrics.ts");
    await serveMetrics(async () => {
      const maintenance = await readMaintenance?.();
      const copies = agent.copies.current();
      if (maintenance === undefined && !copies.isWanted) return undefined;
      return {
        node: agent.config.host,
        ...(maintenance === undefined ? {} : { maintenance }),
        ...(copies.isWanted ? { copies } : {}),
      };
    }, log);
    isServed = true;
  };
  const tryToBegin = (): void => {
    begun = begun.then(begin).catch((error: unknown) => {
      log.warn("reboots and upgrades are not looked after", { error: String(error) });
    });
  };
  agent.executor.onEnded(tryToBegin);
  tryToBegin();
};

/** Gives what was last seen of it. */
const startMaintenance = async (
  agent: Agent,
): Promise<() => Promise<SeenMaintenance | undefined>> => {
  const keeper = await agent.maintenance();
  const { createStaleServices } = await import("./maintenance/create-stale-services.ts");
  const readStale = createStaleServices(agent.host.reader.files, agent.uptimeMs);
  keeper.start();
  return async () => {
    const seen = keeper.lastSeen();
    return seen && { ...seen, staleServices: await readStale() };
  };
};

const copiesSnapshots = ({ spec }: Agent): boolean =>
  spec.current()?.content.kubernetes.controlPlane.snapshotStore !== undefined;

/** A file there may be of a reboot that this boot is the end of. */
const isWanted = async ({ spec, host, paths }: Agent): Promise<boolean> => {
  const maintenance = spec.current()?.content.maintenance;
  if (maintenance !== undefined && takesTurns(maintenance)) return true;
  return (await host.reader.files.stat(paths.maintenance)) !== undefined;
};
