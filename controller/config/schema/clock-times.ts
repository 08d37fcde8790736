import * as z from "zod";
import { textWith } from "./rule.ts";

/** `HH:MM`. */
export const timeOfDay = textWith((text) =>
  /^([01]\d|2[0-3]):[0-5]\d$/.test(text)
    ? undefined
    : { message: `"${text}" is not a time of day`, hint: 'such as "02:30"' },
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

export const weekday = z.enum(weekdays);
