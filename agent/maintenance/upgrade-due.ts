import { createHash } from "node:crypto";
import type { UpgradeSpec } from "../../shared/spec/maintenance-spec.ts";

export interface DueQuestion {
  /** Spreads hosts over some minutes, so that they do not ask for packages at the same moment. */
  readonly host: string;
  /** When the last turn began, whatever came of it; absent: there was none. */
  readonly lastAtMs?: number;
  readonly nowMs: number;
}

/** Cron names moments; a turn that has not begun an hour later is left out unless it is said otherwise. */
const CRON_WINDOW_MS = 3_600_000;
const LONGEST_JITTER_MS = 600_000;

/**
 * When the turn of upgrades begins or began that is next; `undefined`: never. By an interval the first
 * is at once. A turn by cron that nobody has begun in its window is over.
 */
export const upgradeDueAtMs = async (
  { due, windowMs }: UpgradeSpec,
  { host, lastAtMs: toldAtMs, nowMs }: DueQuestion,
): Promise<number | undefined> => {
  // One that is still to come was had by a clock that was ahead: it may have been at any time.
  const lastAtMs = toldAtMs !== undefined && toldAtMs <= nowMs ? toldAtMs : undefined;
  if (due.kind === "interval") {
    const jitterMs = jitterOf(host, due.intervalMs / 10);
    return lastAtMs === undefined ? 0 : lastAtMs + due.intervalMs + jitterMs;
  }
  const { Cron } = await import("croner");
  const job = new Cron(due.pattern, { timezone: due.timeZone, paused: true });
  const openMs = windowMs ?? CRON_WINDOW_MS;
  const jitterMs = jitterOf(host, openMs / 2);
  const sinceMs = Math.max(nowMs - openMs, (lastAtMs ?? 0) + 1 - jitterMs);
  const next = job.nextRun(new Date(sinceMs));
  return next === null ? undefined : next.getTime() + jitterMs;
};

const jitterOf = (host: string, mostMs: number): number => {
  const most = Math.max(1, Math.floor(Math.min(mostMs, LONGEST_JITTER_MS)));
  return createHash("sha256").update(host).digest().readUInt32BE(0) % most;
};
