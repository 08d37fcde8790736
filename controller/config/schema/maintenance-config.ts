import * as z from "zod";
import { parseTimeOfDay } from "../parse-time-of-day.ts";
import { duration } from "./durations.ts";
import { SnapshotStoreConfig } from "./snapshot-store-config.ts";
import { timeOfDay, timeZone, weekday, weekdays } from "./clock-times.ts";

const MaintenanceWindow = z
  .strictObject({
    days: z
      .array(weekday)
      .min(1)
      .default([...weekdays])
      .describe("Days on which it begins."),
    start: timeOfDay.describe("When it begins, `HH:MM`."),
    end: timeOfDay.describe("When it ends; on the next day if that is before its start."),
    time_zone: timeZone.default("UTC").describe("IANA name of the time zone."),
  })
  .check((context) => {
    const { start, end } = context.value;
    if (parseTimeOfDay(start) !== parseTimeOfDay(end)) return;
    const issue = {
      message: "is the same as start",
      params: { hint: "a whole day is 00:00 to 23:59" },
    };
    context.issues.push({ code: "custom", input: context.value, path: ["end"], ...issue });
  });

const EtcdSnapshotsConfig = z.strictObject({
  interval: duration("10m").default("24h").describe("How often one is taken."),
  keep: z.int().min(1).max(100).default(7).describe("How many of them a master keeps."),
  s3: SnapshotStoreConfig.optional().describe(
    "S3-compatible store that they are copied to; absent: they stay on the masters.",
  ),
});

/** When agents may do what disrupts workloads, and what they do by themselves. */
export const MaintenanceConfig = z.strictObject({
  windows: z
    .array(MaintenanceWindow)
    .default([])
    .describe("Windows for upgrades, reboots and disruptive corrections; none: always."),
  etcd_snapshots: EtcdSnapshotsConfig.optional().describe(
    "Snapshots of etcd that each master takes by itself and keeps; absent: none.",
  ),
});
export type MaintenanceConfig = z.infer<typeof MaintenanceConfig>;
