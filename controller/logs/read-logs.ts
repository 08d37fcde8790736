import type { AgentConnection } from "../../shared/rpc/connect.ts";
import type { WatchLogsRequest } from "../../shared/rpc/gen/log.ts";
import type { OpenedMember } from "../cluster/open-members.ts";
import { type LogEntry, toLogEntry } from "./log-entry.ts";
import { readMembers, type ReadPorts } from "./read-members.ts";

/** Lines of several hosts in the order of time; ends when all have ended, or without an error by `signal`. */
export const readLogs = (
  members: readonly OpenedMember[],
  request: WatchLogsRequest,
  ports: ReadPorts,
): AsyncIterable<LogEntry> => {
  const read = (host: string, connection: AgentConnection): AsyncIterable<LogEntry> =>
    readHost(host, connection, request, ports.signal);
  return readMembers(members, { follow: request.follow, read }, ports);
};

async function* readHost(
  host: string,
  { logs }: Pick<AgentConnection, "logs">,
  request: WatchLogsRequest,
  signal: AbortSignal,
): AsyncGenerator<LogEntry> {
  for await (const message of logs.watchLogs(request, { signal })) {
    for (const line of [message, ...message.more]) {
      const entry = toLogEntry(host, line);
      if (entry !== undefined) yield entry;
    }
  }
}
