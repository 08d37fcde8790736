import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import { type AgentPaths, unitPath } from "../state/agent-paths.ts";
import { disarmGuard } from "../update/update-guard.ts";

/** The agent's removal of itself runs in this transient unit, started a moment after the answer. */
export const REMOVAL_UNIT = "pharos-agent-removal";
const REMOVAL_DELAY_SECONDS = 2;

/** Arguments of `systemd-run` that arm the removal. */
export const removalArguments = (paths: AgentPaths): readonly string[] => [
  `--unit=${REMOVAL_UNIT}`,
  "--collect",
  `--on-active=${REMOVAL_DELAY_SECONDS}s`,
  "--timer-property=AccuracySec=100ms",
  "--",
  `${paths.agentShelf}/current/node`,
  `${paths.agentShelf}/current/pharos-agent.cjs`,
  "uninstall",
];

export const removalDelayMs = REMOVAL_DELAY_SECONDS * 1000;

/**
 * Takes the agent off the host: unit, keys, state, programs. Each step may be repeated; the
 * programs go last, since they are what runs here.
 */
export const uninstall = async (
  paths: AgentPaths,
  systemctl: (args: readonly string[]) => Promise<void>,
): Promise<void> => {
  await disarmGuard(paths, systemctl).catch(() => undefined);
  await systemctl(["disable", "--now", unitPath.name]).catch(() => undefined);
  await rm(paths.unit, { force: true });
  await systemctl(["daemon-reload"]);
  await rm(dirname(paths.config), { recursive: true, force: true });
  await rm(paths.state, { recursive: true, force: true });
  await rm(paths.run, { recursive: true, force: true });
  await rm(dirname(paths.agentShelf), { recursive: true, force: true });
};
