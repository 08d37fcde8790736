import * as z from "zod";
import { textWith } from "./rule.ts";

const timeOfDay = textWith((text) =>
  /^([01]\d|2[0-3]):[0-5]\d$/.test(text)
    ? undefined
    : { message: `"${text}" is not a time of day`, hint: 'such as "02:30"' },
);

const timeZone = textWith((text) =>
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

const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

const MaintenanceWindow = z
  .strictObject({
    days: z
      .array(z.enum(weekdays))
      .min(1)
      .default([...weekdays])
      .describe("Days on which it begins."),
    start: timeOfDay.describe("When it begins, `HH:MM`."),
    end: timeOfDay.describe("When it ends; on the next day if that is before its start."),
    time_zone: timeZone.default("UTC").describe("IANA name of the time zone."),
  })
  .check((context) => {
    if (context.value.start !== context.value.end) return;
    const issue = {
      message: "is the same as start",
      params: { hint: "a whole day is 00:00 to 23:59" },
    };
    context.issues.push({ code: "custom", input: context.value, path: ["end"], ...issue });
  });

/** When agents may do what disrupts workloads. */
export const MaintenanceConfig = z.strictObject({
  windows: z
    .array(MaintenanceWindow)
    .default([])
    .describe("Windows for upgrades, reboots and disruptive corrections; none: always."),
});
export type MaintenanceConfig = z.infer<typeof MaintenanceConfig>;
