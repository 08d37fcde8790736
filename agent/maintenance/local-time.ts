/** What clocks on the wall show. */
export interface LocalTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  /** Of the day. */
  readonly minute: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Local time of a moment; unknown zones count as UTC. */
export const toLocalTime = (atMs: number, timeZone: string): LocalTime =>
  fieldsOf(atMs + offsetMs(atMs, timeZone));

/**
 * The moment at which clocks show a time of a day, `days` after the day of `local`. In the hour that
 * is left out in spring: when clocks jump over it; in the one that comes twice: the first.
 */
export const toMoment = (
  { year, month, day }: LocalTime,
  days: number,
  minute: number,
  timeZone: string,
): number => {
  const wallMs = Date.UTC(year, month - 1, day) + days * DAY_MS + minute * MINUTE_MS;
  const early = wallMs - offsetMs(wallMs - DAY_MS / 2, timeZone);
  const late = wallMs - offsetMs(wallMs + DAY_MS / 2, timeZone);
  const shows = (atMs: number): boolean => atMs + offsetMs(atMs, timeZone) === wallMs;
  const first = [Math.min(early, late), Math.max(early, late)].find(shows);
  return first ?? jumpBetween(Math.min(early, late), Math.max(early, late), timeZone);
};

/** The one moment between these at which a zone's clocks jump. */
const jumpBetween = (fromMs: number, toMs: number, timeZone: string): number => {
  const before = offsetMs(fromMs, timeZone);
  let [low, high] = [fromMs, toMs];
  while (high - low > MINUTE_MS) {
    const middle = low + Math.floor((high - low) / (2 * MINUTE_MS)) * MINUTE_MS;
    if (offsetMs(middle, timeZone) === before) low = middle;
    else high = middle;
  }
  return high;
};

const fieldsOf = (wallMs: number): LocalTime => {
  const date = new Date(wallMs);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday: date.getUTCDay(),
    minute: date.getUTCHours() * 60 + date.getUTCMinutes(),
  };
};

/** What a zone is ahead of UTC at a moment. */
const offsetMs = (atMs: number, timeZone: string): number => {
  const format = formatOf(timeZone);
  if (format === undefined) return 0;
  const parts = new Map(
    format.formatToParts(atMs).map(({ type, value }) => [type, Number(value)] as const),
  );
  const at = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  const wallMs = Date.UTC(
    at("year"),
    at("month") - 1,
    at("day"),
    at("hour"),
    at("minute"),
    at("second"),
  );
  return wallMs - Math.floor(atMs / 1000) * 1000;
};

/** Made once: they are dear, and a host has one or two zones. UTC needs none. */
const formats = new Map<string, Intl.DateTimeFormat | undefined>();

const formatOf = (timeZone: string): Intl.DateTimeFormat | undefined => {
  if (timeZone === "UTC") return undefined;
  if (!formats.has(timeZone)) formats.set(timeZone, makeFormat(timeZone));
  return formats.get(timeZone);
};

const makeFormat = (timeZone: string): Intl.DateTimeFormat | undefined => {
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone,
      calendar: "gregory",
      numberingSystem: "latn",
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch {
    return undefined;
  }
};
