import { firewallUnreached } from "../../shared/errors/firewall-errors.ts";
import { NO_TABLE_FILE } from "../../shared/firewall/render-table.ts";
import type { Host, HostReader } from "../host/host.ts";
import {
  CANDIDATE_PATH,
  FIREWALL_RULES_PATH,
  GUARD_SERVICE_PATH,
  GUARD_TIMER,
  GUARD_TIMER_PATH,
  PREVIOUS_PATH,
  TRIAL_DIRECTORY,
} from "./firewall-paths.ts";
import { GUARD_SERVICE_TEXT, GUARD_TIMER_TEXT } from "./render-units.ts";

/** Less than the guard waits: where the agent lives it takes them back itself, and says so. */
const REACH_LIMIT_MS = 45_000;

/**
 * Loads rules that this host never had, with the way back armed before: they stay only if somebody
 * of the cluster reaches the agent by a new connection. Killed anywhere: the guard goes back.
 * Throws `FIREWALL_UNREACHED` with the rules before in force again. The guard is left armed for
 * `endTrial`, to be called when the new rules are on disk.
 */
export const tryRules = async (host: Host, text: string): Promise<void> => {
  await armGuard(host);
  await host.files.write(CANDIDATE_PATH, text, { mode: 0o600 });
  await host.packetFilter.load(CANDIDATE_PATH);
  if (await host.packetFilter.isReached(REACH_LIMIT_MS)) return;
  await host.packetFilter.load(PREVIOUS_PATH);
  await endTrial(host);
  throw firewallUnreached({ seconds: REACH_LIMIT_MS / 1000 });
};

/** From here on the guard has nothing to go back to. */
export const endTrial = async (host: Host): Promise<void> => {
  await host.files.remove(PREVIOUS_PATH);
  if ((await host.units.show(GUARD_TIMER)).active === "active") await host.units.stop(GUARD_TIMER);
  await host.files.remove(TRIAL_DIRECTORY);
  await host.files.remove(GUARD_SERVICE_PATH);
  // The last one: as long as it is there the trial has not ended.
  await host.files.remove(GUARD_TIMER_PATH);
  await host.units.reloadDaemon();
};

/** Whether a trial goes on, or one was cut off. */
export const isOnTrial = async (host: HostReader): Promise<boolean> =>
  (await host.files.stat(GUARD_TIMER_PATH)) !== undefined;

/** The file that the boot loads is what was confirmed last. */
const armGuard = async (host: Host): Promise<void> => {
  const previous = (await host.files.read(FIREWALL_RULES_PATH)) ?? NO_TABLE_FILE;
  await host.files.makeDirectory(TRIAL_DIRECTORY, { mode: 0o700 });
  await host.files.write(PREVIOUS_PATH, previous, { mode: 0o600 });
  await host.files.write(GUARD_TIMER_PATH, GUARD_TIMER_TEXT, { mode: 0o644 });
  await host.files.write(GUARD_SERVICE_PATH, GUARD_SERVICE_TEXT, { mode: 0o644 });
  await host.units.reloadDaemon();
  await host.units.restart(GUARD_TIMER);
};
