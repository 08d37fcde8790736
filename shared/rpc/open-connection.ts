import type { AgentConnection, ConnectOptions } from "./connect.ts";
import { auditServiceClient } from "./gen/audit-service.ts";
import { certificateServiceClient } from "./gen/certificate-service.ts";
import { clusterServiceClient } from "./gen/cluster-service.ts";
import { coordinationServiceClient } from "./gen/coordination-service.ts";
import { etcdServiceClient } from "./gen/etcd-service.ts";
import { eventServiceClient } from "./gen/event-service.ts";
import { driftServiceClient } from "./gen/drift-service.ts";
import { hostServiceClient } from "./gen/host-service.ts";
import { logServiceClient } from "./gen/log-service.ts";
import { maintenanceServiceClient } from "./gen/maintenance-service.ts";
import { membershipServiceClient } from "./gen/membership-service.ts";
import { runServiceClient } from "./gen/run-service.ts";
import { secretServiceClient } from "./gen/secret-service.ts";
import { specServiceClient } from "./gen/spec-service.ts";
import { supportServiceClient } from "./gen/support-service.ts";
import { updateServiceClient } from "./gen/update-service.ts";
import type { ClientTransport } from "./client-transport.ts";
import { openTransport } from "./open-transport.ts";

/** What `connect` does once its gate is passed. */
export const openConnection = async (options: ConnectOptions): Promise<AgentConnection> => {
  const { transport, close } = await openTransport(options);
  return toAgentConnection(transport, close);
};

/** All services over one transport. */
export const toAgentConnection = (
  transport: ClientTransport,
  close: () => void,
): AgentConnection => ({
  audit: auditServiceClient(transport),
  certificates: certificateServiceClient(transport),
  cluster: clusterServiceClient(transport),
  coordination: coordinationServiceClient(transport),
  etcd: etcdServiceClient(transport),
  events: eventServiceClient(transport),
  drift: driftServiceClient(transport),
  host: hostServiceClient(transport),
  logs: logServiceClient(transport),
  maintenance: maintenanceServiceClient(transport),
  membership: membershipServiceClient(transport),
  runs: runServiceClient(transport),
  secrets: secretServiceClient(transport),
  specs: specServiceClient(transport),
  support: supportServiceClient(transport),
  updates: updateServiceClient(transport),
  close,
});
