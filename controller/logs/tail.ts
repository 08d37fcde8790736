import { usageInvalid } from "../../shared/errors/cli-errors.ts";
import type { HostFailure } from "../../shared/errors/pharos-error.ts";
import { hostsUnreachable } from "../../shared/errors/run-errors.ts";
import { text } from "../cli/command-option.ts";
import { parseDurationMs } from "../config/duration.ts";

/** How far back verbs go that show what hosts have recorded. */
export const tailOptions = {
  since: text("--since <duration>", "no older than this, such as 10m or 2h"),
  lines: text("-n, --lines <count>", "of each host the newest (default 100; 10000 with --since)"),
};

export interface Tail {
  /** Milliseconds; all if absent. */
  readonly withinMs: number | undefined;
  /** Of each host the newest. */
  readonly limit: number;
}

const USUAL_LINES = 100;
const MOST_LINES = 10_000;

/** Throws `USAGE_INVALID`. */
export const readTail = (
  { since, lines }: { readonly since: string | undefined; readonly lines: string | undefined },
  verb: string,
): Tail => {
  const withinMs = since === undefined ? undefined : parseDurationMs(since);
  if (since !== undefined && withinMs === undefined)
    throw usageInvalid({ reason: `--since ${since} is no duration such as 10m`, verb });
  if (lines !== undefined && !/^\d{1,5}$/.test(lines))
    throw usageInvalid({ reason: `--lines ${lines} is no number to 99999`, verb });
  const usual = since === undefined ? USUAL_LINES : MOST_LINES;
  return { withinMs, limit: lines === undefined ? usual : Math.min(Number(lines), MOST_LINES) };
};

/** The exit code once all was shown; throws `HOSTS_UNREACHABLE` for hosts that failed. */
export const endOfTail = (signal: AbortSignal, failures: readonly HostFailure[]): number => {
  // Ctrl-C is how to leave what has no end, no error.
  if (signal.aborted) return 130;
  // They come as they fail, which is by chance.
  const hosts = failures.toSorted((a, b) => a.host.localeCompare(b.host));
  if (hosts.length > 0) throw hostsUnreachable({ hosts: hosts.length }, { hosts });
  return 0;
};
