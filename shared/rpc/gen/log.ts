// Generated from proto/ by `npm run generate`; do not edit.

/** What may be read. No unit and no program is named on the wire. */
export type LogSource =
  | "LOG_SOURCE_UNSPECIFIED"
  | "LOG_SOURCE_AGENT"
  | "LOG_SOURCE_KUBELET"
  | "LOG_SOURCE_RUNTIME"
  | "LOG_SOURCE_API_PROXY"
  | "LOG_SOURCE_KERNEL";

export interface WatchLogsRequest {
  /** Empty: all. */
  readonly sources: readonly LogSource[];
  /** How far back, in milliseconds by the host's own clock. Absent: as far as the journal goes. */
  readonly withinMs: number | undefined;
  /** At most so many lines of the past, over all sources; above 10,000: 10,000. */
  readonly lines: number;
  readonly follow: boolean;
  /** The caller reads `more`; without it each line is a message of its own. */
  readonly batches: boolean;
}

export interface LogLine {
  /** Milliseconds since the Unix epoch, by the host's clock. */
  readonly atMs: number;
  readonly source: LogSource;
  /** As it was logged, may have several lines and control characters; cut at 8,192 characters. */
  readonly text: string;
  /** Of syslog: 0 emergency, 3 error, 4 warning, 6 informational, 7 debug. */
  readonly priority: number;
  /** Lines that came right after this one, oldest first, none of them with more. */
  readonly more: readonly LogLine[];
}
