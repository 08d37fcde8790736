import type { LogServiceHandlers } from "../../shared/rpc/gen/log-service.ts";
import type { Agent } from "../agent.ts";

/** The journal of this host, as far as it belongs to the cluster's machinery. */
export const logService = ({ readLogs }: Agent): LogServiceHandlers => ({
  watchLogs: (request, { signal }) => readLogs(request, signal),
});
