import { setTimeout as sleep } from "node:timers/promises";
import type { RunRecord } from "../../shared/spec/run.ts";
import type { ApplyRun, RunHost } from "../apply/apply-run.ts";
import type { Phase } from "../engine/phase.ts";
import { profilePhase } from "./profile-phase.ts";

const STEP_MS = 250;

/**
 * Pod network and firewall. While a host tries new firewall rules it is reached by new connections,
 * until it is through: rules that shut us out are taken back by the host.
 */
export const setUpNetwork = (
  title: string,
  hosts: Phase<ApplyRun, RunHost>["hosts"],
): Phase<ApplyRun, RunHost> => {
  const phase = profilePhase({ title, profile: "network", hosts });
  return {
    ...phase,
    run: async (run, host) => {
      const over = new AbortController();
      const report = (record: RunRecord): void => {
        if (beginsTrial(record, host)) void keepReaching(run, host, over.signal);
        run.report(record);
      };
      try {
        await phase.run({ ...run, report }, host);
      } finally {
        over.abort();
      }
    },
  };
};

const beginsTrial = ({ host: name, event }: RunRecord, host: RunHost): boolean =>
  name === host.name && event.type === "task-started" && event.task.startsWith("firewall:");

/** Never throws: a host that is not reached says so by itself. */
const keepReaching = async (
  { dialer }: ApplyRun,
  { member }: RunHost,
  over: AbortSignal,
): Promise<void> => {
  while (!over.aborted) {
    try {
      const fresh = await dialer.dial(member);
      fresh.close();
    } catch {
      // Tried again until the host has decided.
    }
    await sleep(STEP_MS, undefined, { signal: over }).catch(() => undefined);
  }
};
