import * as z from "zod";
import { duration } from "./durations.ts";

/** What agents do about differences that no apply has made; without defaults, so that hosts can say a part. */
export const DriftConfig = z.strictObject({
  mode: z
    .enum(["correct", "report", "off"])
    .describe("`correct` puts back what changed, `report` only says so."),
  interval: duration("10s").describe(
    "How often everything is looked at; watched files are seen at once.",
  ),
});
export type DriftConfig = z.infer<typeof DriftConfig>;
