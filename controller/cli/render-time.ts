/** `2026-11-22 10:00:00Z`: sorts, has no language, and is the same on every machine. */
export const renderInstant = (ms: number): string =>
  `${new Date(ms).toISOString().slice(0, 19).replace("T", " ")}Z`;

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** `3.2 s`, `1 min 03 s`, `2 h 05 min`. */
export const renderDuration = (ms: number): string => {
  if (ms < MINUTE_MS) return `${(Math.max(0, ms) / SECOND_MS).toFixed(1)} s`;
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min ${rest(ms, MINUTE_MS, SECOND_MS)} s`;
  return `${Math.floor(ms / HOUR_MS)} h ${rest(ms, HOUR_MS, MINUTE_MS)} min`;
};

/** The same for what goes on: `3 s`, `1 min 03 s`. */
export const renderElapsed = (ms: number): string =>
  ms < MINUTE_MS ? `${Math.floor(Math.max(0, ms) / SECOND_MS)} s` : renderDuration(ms);

/** The same where there is little room: `0:03`, `1:03`, `2:05:00`. */
export const renderStopwatch = (ms: number): string => {
  const minutes = rest(Math.max(0, ms), HOUR_MS, MINUTE_MS);
  const seconds = rest(Math.max(0, ms), MINUTE_MS, SECOND_MS);
  return ms < HOUR_MS
    ? `${Number(minutes)}:${seconds}`
    : `${Math.floor(ms / HOUR_MS)}:${minutes}:${seconds}`;
};

const rest = (ms: number, whole: number, part: number): string =>
  String(Math.floor((ms % whole) / part)).padStart(2, "0");
