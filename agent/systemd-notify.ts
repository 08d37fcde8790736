import { spawn } from "node:child_process";

/** The unit waits two minutes; each word costs the start of a program. */
const WATCHDOG_PERIOD_MS = 50_000;

/** Tells systemd of the agent's state; outside of a unit it does nothing. */
export interface SystemdNotify {
  readonly ready: () => void;
  readonly stopping: () => void;
}

/**
 * Node cannot send datagrams to a Unix socket, so systemd's own program does (the unit says
 * NotifyAccess=all). The watchdog is fed as long as the event loop turns.
 */
export const createSystemdNotify = (notifySocket: string | undefined): SystemdNotify => {
  if (notifySocket === undefined) return { ready: () => undefined, stopping: () => undefined };
  const say = (words: readonly string[]): void => {
    spawn("systemd-notify", [...words], { stdio: "ignore" }).on("error", () => undefined);
  };
  let timer: NodeJS.Timeout | undefined;
  return {
    ready: () => {
      say(["--ready"]);
      timer = setInterval(() => say(["WATCHDOG=1"]), WATCHDOG_PERIOD_MS).unref();
    },
    stopping: () => {
      clearInterval(timer);
      say(["--stopping"]);
    },
  };
};
