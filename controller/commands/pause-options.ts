import { usageInvalid } from "../../shared/errors/cli-errors.ts";
import { text } from "../cli/command-option.ts";
import { parseDurationMs } from "../config/duration.ts";

const DEFAULT_TIME = "1h";

/** Of every verb that pauses something. */
export const pauseOptions = {
  reason: text("--reason <text>", "why, for the others (required)"),
  for: text("--for <duration>", "how long, such as 30m or 2h (default 1h; at most 30d)"),
} as const;

export interface AskedPause {
  readonly reason: string;
  readonly forMs: number;
}

/** Throws `USAGE_INVALID`. */
export const readPause = (
  {
    reason,
    for: time = DEFAULT_TIME,
  }: { readonly reason?: string | undefined; readonly for?: string | undefined },
  verb: string,
): AskedPause => {
  const forMs = parseDurationMs(time);
  if (reason === undefined) throw usageInvalid({ reason: "--reason is missing", verb });
  if (forMs === undefined) throw usageInvalid({ reason: `--for ${time} is no duration`, verb });
  return { reason, forMs };
};
