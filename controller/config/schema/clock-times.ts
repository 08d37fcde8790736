import * as z from "zod";
import { parseTimeOfDay } from "../parse-time-of-day.ts";
import { textWith } from "./rule.ts";

/** `HH:MM`, and kured's other forms. */
export const timeOfDay = textWith((text) =>
  parseTimeOfDay(text) === undefined
    ? { message: `"${text}" is not a time of day`, hint: 'such as "02:30" or "2pm"' }
    : undefined,
);

/** An IANA name. */
export const timeZone = textWith((text) =>
  isTimeZone(text)
    ? undefined
    : { message: `"${text}" is not a time zone`, hint: "such as UTC or Europe/Helsinki" },
);

const isTimeZone = (text: string): boolean => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: text }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
};

export const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** Kured's other spellings: two letters, whole names, and numbers from Sunday on. */
const otherWeekdays =
  "su mo tu we th fr sa sunday monday tuesday wednesday thursday friday saturday".split(" ");

export const weekday = z.union([z.enum([...weekdays, ...otherWeekdays]), z.int().min(0).max(6)]);
