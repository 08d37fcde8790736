import type { LogLine, LogSource } from "../../shared/rpc/gen/log.ts";

/** Names of the sources on the command line and in output. */
export const logSources = ["agent", "kubelet", "runtime", "api-proxy", "kernel"] as const;
export type LogSourceName = (typeof logSources)[number];

/** The systemd units among them, without `.service`; the kernel is none. */
export const logUnits = ["pharos-agent", "kubelet", "containerd", "pharos-api-proxy"] as const;
export type LogUnitName = (typeof logUnits)[number];

const sourceOfUnit: Readonly<Record<LogUnitName, LogSourceName>> = {
  "pharos-agent": "agent",
  kubelet: "kubelet",
  containerd: "runtime",
  "pharos-api-proxy": "api-proxy",
};

/** What is asked for by either name, each once. */
export const chooseSources = (
  sources: readonly LogSourceName[],
  units: readonly LogUnitName[],
): readonly LogSourceName[] => [
  ...new Set([...sources, ...units.map((unit) => sourceOfUnit[unit])]),
];

/** A line of a host's log. */
export interface LogEntry {
  readonly host: string;
  readonly source: LogSourceName;
  /** By the host's clock; milliseconds since 1970. */
  readonly atMs: number;
  /** Of syslog: 0 emergency, 3 error, 4 warning, 6 informational, 7 debug. */
  readonly priority: number;
  readonly text: string;
}

export const toWireSource = (source: LogSourceName): LogSource => {
  switch (source) {
    case "agent":
      return "LOG_SOURCE_AGENT";
    case "kubelet":
      return "LOG_SOURCE_KUBELET";
    case "runtime":
      return "LOG_SOURCE_RUNTIME";
    case "api-proxy":
      return "LOG_SOURCE_API_PROXY";
    case "kernel":
      return "LOG_SOURCE_KERNEL";
  }
};

/** `undefined` for a source that only newer agents know. */
export const toLogEntry = (host: string, line: LogLine): LogEntry | undefined => {
  const source = logSources.find((name) => toWireSource(name) === line.source);
  if (source === undefined) return undefined;
  const { atMs, priority, text } = line;
  return { host, source, atMs, priority, text };
};
