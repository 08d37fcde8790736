/**
 * Minute of the day, 0 to 1440, of a time as people and kured write it: `15:04`, `15:04:05`, `03:04pm`,
 * `3pm`, `15`. Seconds are cut off, but for the last minute of a day, whose end is the day's.
 * `undefined`: it is none.
 */
export const parseTimeOfDay = (text: string): number | undefined => {
  const found = /^(\d{1,2})(?::(\d\d)(?::(\d\d))?)?(am|pm)?$/i.exec(text);
  if (found === null) return undefined;
  const [, hourText = "", minuteText = "0", secondText = "0", half] = found;
  const [hour, minute, second] = [Number(hourText), Number(minuteText), Number(secondText)];
  const isHalf = half !== undefined;
  if (minute > 59 || second > 59 || hour > (isHalf ? 12 : 23) || (isHalf && hour === 0))
    return undefined;
  const hours = isHalf ? (hour % 12) + (half.toLowerCase() === "pm" ? 12 : 0) : hour;
  return hours * 60 + minute;
};
