import { currentBuildName, makeCurrent } from "../install/install-build.ts";
import { type AgentPaths, unitPath } from "../state/agent-paths.ts";
import { removeOldBuilds } from "./remove-old-builds.ts";
import { armGuard, disarmGuard, type Systemctl } from "./update-guard.ts";
import {
  beginUpdate,
  claimUpdate,
  dropPending,
  endReverting,
  readUpdate,
} from "./update-record.ts";

/**
 * Makes a build that is whole the current one, with the way back armed before. The agent has to be
 * restarted afterwards. Killed anywhere: the guard goes back, or nothing was switched.
 */
export const switchBuild = async (
  paths: AgentPaths,
  to: string,
  systemctl: Systemctl,
): Promise<void> => {
  const from = (await currentBuildName(paths)) ?? to;
  await beginUpdate(paths, { from, to, reason: "" });
  try {
    await armGuard(paths, from, systemctl);
    await makeCurrent(paths, to);
    await systemctl(["daemon-reload"]);
  } catch (error) {
    await makeCurrent(paths, from);
    await dropPending(paths);
    await disarmGuard(paths, systemctl);
    throw error;
  }
};

/** Keeps the build that runs, and removes those before the last; `false`: the guard was faster. */
export const confirmBuild = async (
  paths: AgentPaths,
  name: string,
  systemctl: Systemctl,
): Promise<boolean> => {
  const update = await readUpdate(paths);
  const isConfirmed = update?.stage === "confirmed" && update.to === name;
  if (!isConfirmed && !(await claimUpdate(paths, "confirmed"))) return false;
  await disarmGuard(paths, systemctl);
  await removeOldBuilds(paths, update === undefined ? [] : [update.from]);
  return true;
};

/**
 * What the guard does: back to the build before, unless the update was confirmed. Run again after it
 * was killed it goes on. `describe` tells, before the restart, how the new build fared.
 */
export const revertBuild = async (
  paths: AgentPaths,
  systemctl: Systemctl,
  describe: () => Promise<string>,
): Promise<void> => {
  await claimUpdate(paths, "reverting");
  const update = await readUpdate(paths);
  if (update?.stage === "reverting") {
    const reason = update.reason === "" ? await describe() : update.reason;
    await makeCurrent(paths, update.from);
    await systemctl(["daemon-reload"]);
    await systemctl(["restart", unitPath.name]);
    await endReverting(paths, { from: update.from, to: update.to, reason });
  }
  await disarmGuard(paths, systemctl);
};

/** At the agent's start: forgets an update that was cut off before its switch. */
export const settleUpdate = async (
  paths: AgentPaths,
  running: string,
  systemctl: Systemctl,
): Promise<void> => {
  const update = await readUpdate(paths);
  if (update?.stage === "reverting") return;
  if (update?.stage === "pending") {
    if (update.to === running) return;
    await dropPending(paths);
  }
  await disarmGuard(paths, systemctl);
};
