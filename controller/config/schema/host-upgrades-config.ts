import { Cron } from "croner";
import * as z from "zod";
import { timeZone } from "./clock-times.ts";
import { duration } from "./durations.ts";
import { textWith } from "./rule.ts";

const cronPattern = textWith((text) =>
  isCronPattern(text)
    ? undefined
    : { message: `"${text}" is not a cron pattern`, hint: 'five fields, such as "0 3 * * sat"' },
);

const isCronPattern = (text: string): boolean => {
  if (text.trim().split(/\s+/).length !== 5) return false;
  try {
    return new Cron(text, { paused: true }).nextRun() !== null;
  } catch {
    return false;
  }
};

/** Upgrades of the distribution's packages by the agents. */
export const HostUpgradesConfig = z
  .strictObject({
    enabled: z.boolean().default(true).describe("Whether the addon is wanted."),
    interval: duration("1h")
      .optional()
      .describe("How often, such as `7d`, which it is without a schedule."),
    schedule: cronPattern.optional().describe("When, as cron has it: `0 3 * * sat`."),
    schedule_window: duration("1m")
      .optional()
      .describe("A turn that has not begun in this time is left out; `1h` with a schedule."),
    time_zone: timeZone.default("UTC").describe("IANA name of the schedule's time zone."),
    packages: z
      .enum(["security", "all"])
      .default("security")
      .describe("Security updates alone, or everything; never what an apply changes."),
    reboot: z
      .boolean()
      .default(false)
      .describe("Reboots hosts that need it afterwards, as `addons.kured` does."),
    drain: z.boolean().default(true).describe("Whether that reboot evicts pods before."),
  })
  .check((context) => {
    const { interval, schedule } = context.value;
    if (interval === undefined || schedule === undefined) return;
    const issue = { message: "is given together with schedule", params: { hint: "remove one" } };
    context.issues.push({ code: "custom", input: context.value, path: ["interval"], ...issue });
  });
