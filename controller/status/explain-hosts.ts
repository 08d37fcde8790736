import { hostsUnreachable } from "../../shared/errors/run-errors.ts";
import type { OpenedCluster } from "../cluster/open-members.ts";
import { selectHosts } from "../cluster/select-hosts.ts";
import { collectMaintenance, type MaintenanceOfHost } from "../maintenance/collect-maintenance.ts";

/** Why these hosts wait with what they are to do by themselves. Throws `HOSTS_UNREACHABLE`. */
export const explainHosts = async (
  { members }: OpenedCluster,
  said: readonly string[],
): Promise<readonly MaintenanceOfHost[]> => {
  const { hosts, failures } = await collectMaintenance(selectHosts(members, said), (agent) =>
    agent.getMaintenance({}),
  );
  if (failures.length > 0) throw hostsUnreachable({ hosts: failures.length }, { hosts: failures });
  return hosts;
};
