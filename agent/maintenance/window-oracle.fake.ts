import type { TimeWindow } from "../../shared/spec/maintenance-spec.ts";

const DAYS: readonly string[] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** Whether a window is open, by what clocks on the wall show and nothing else: an oracle for tests. */
export const isInWindow = (
  { days, startMinute, endMinute, timeZone }: TimeWindow,
  atMs: number,
): boolean => {
  const shown = new Intl.DateTimeFormat("en-US", {
    timeZone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(atMs);
  const at = (type: string): string => shown.find((part) => part.type === type)?.value ?? "";
  const day = DAYS.indexOf(at("weekday"));
  const minute = Number(at("hour")) * 60 + Number(at("minute"));
  if (startMinute < endMinute)
    return days.includes(day) && minute >= startMinute && minute < endMinute;
  return (
    (days.includes(day) && minute >= startMinute) ||
    (days.includes((day + 6) % 7) && minute < endMinute)
  );
};
