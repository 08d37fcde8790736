import { mkdir, rm, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { buildFiles } from "../install/install-build.ts";
import { exists, syncFolder } from "../install/shelf.ts";
import { type AgentPaths, guardTimerName } from "../state/agent-paths.ts";
import { writeAtomic } from "../state/write-atomic.ts";

/** `systemctl` with these arguments; throws when it says no. */
export type Systemctl = (args: readonly string[]) => Promise<void>;

/** So long a new build has to be confirmed, after the switch and after each boot. */
export const CONFIRM_SECONDS = 30;

/**
 * Sets up what takes an update back by itself: a timer with unit files of its own rather than a
 * transient one, since it has to run after a power cut too. It runs the build before, never the new
 * one.
 */
export const armGuard = async (
  paths: AgentPaths,
  from: string,
  systemctl: Systemctl,
): Promise<void> => {
  await writeAtomic(paths.guardService, renderService(join(paths.agentShelf, from)), 0o644);
  await writeAtomic(paths.guardTimer, TIMER, 0o644);
  const wants = dirname(paths.guardWanted);
  await mkdir(wants, { recursive: true, mode: 0o755 });
  await rm(paths.guardWanted, { force: true });
  await symlink(paths.guardTimer, paths.guardWanted);
  await syncFolder(wants);
  await systemctl(["daemon-reload"]);
  await systemctl(["restart", guardTimerName]);
};

/** Takes the timer away. Its service is left to end by itself: this may run in it. */
export const disarmGuard = async (paths: AgentPaths, systemctl: Systemctl): Promise<void> => {
  const files = [paths.guardWanted, paths.guardTimer, paths.guardService];
  const present = await Promise.all(files.map(exists));
  if (!present.includes(true)) return;
  await systemctl(["stop", guardTimerName]).catch(() => undefined);
  for (const file of files) await rm(file, { force: true });
  await systemctl(["daemon-reload"]);
};

const TIMER = `[Unit]
Description=pharos agent: takes an update back unless it is confirmed

[Timer]
OnActiveSec=${CONFIRM_SECONDS}s
AccuracySec=100ms

[Install]
WantedBy=timers.target
`;

const renderService = (folder: string): string => `[Unit]
Description=pharos agent: goes back to the build before

[Service]
Type=oneshot
ExecStart=${join(folder, buildFiles.node)} ${join(folder, buildFiles.bundle)} revert
Restart=on-failure
RestartSec=5
`;
