import { auditServiceRoutes } from "../../shared/rpc/gen/audit-service.ts";
import { certificateServiceRoutes } from "../../shared/rpc/gen/certificate-service.ts";
import { clusterServiceRoutes } from "../../shared/rpc/gen/cluster-service.ts";
import { coordinationServiceRoutes } from "../../shared/rpc/gen/coordination-service.ts";
import { driftServiceRoutes } from "../../shared/rpc/gen/drift-service.ts";
import { etcdServiceRoutes } from "../../shared/rpc/gen/etcd-service.ts";
import { eventServiceRoutes } from "../../shared/rpc/gen/event-service.ts";
import { hostServiceRoutes } from "../../shared/rpc/gen/host-service.ts";
import { logServiceRoutes } from "../../shared/rpc/gen/log-service.ts";
import { maintenanceServiceRoutes } from "../../shared/rpc/gen/maintenance-service.ts";
import { membershipServiceRoutes } from "../../shared/rpc/gen/membership-service.ts";
import { runServiceRoutes } from "../../shared/rpc/gen/run-service.ts";
import { secretServiceRoutes } from "../../shared/rpc/gen/secret-service.ts";
import { specServiceRoutes } from "../../shared/rpc/gen/spec-service.ts";
import { supportServiceRoutes } from "../../shared/rpc/gen/support-service.ts";
import { updateServiceRoutes } from "../../shared/rpc/gen/update-service.ts";
import type { Route } from "../../shared/rpc/route.ts";
import type { Agent } from "../agent.ts";
import { auditService } from "./audit-service.ts";
import { certificateService } from "./certificate-service.ts";
import { clusterService } from "./cluster-service.ts";
import { coordinationService } from "./coordination-service.ts";
import { driftService } from "./drift-service.ts";
import { etcdService } from "./etcd-service.ts";
import { eventService } from "./event-service.ts";
import { hostService } from "./host-service.ts";
import { logService } from "./log-service.ts";
import { maintenanceService } from "./maintenance-service.ts";
import { membershipService } from "./membership-service.ts";
import { runService } from "./run-service.ts";
import { secretService } from "./secret-service.ts";
import { specService } from "./spec-service.ts";
import { supportService } from "./support-service.ts";
import { updateService } from "./update-service.ts";

/** Everything that an agent answers; the role table says to whom. */
export const agentRoutes = (agent: Agent): readonly Route[] => [
  ...auditServiceRoutes(auditService(agent)),
  ...certificateServiceRoutes(certificateService(agent)),
  ...clusterServiceRoutes(clusterService(agent)),
  ...coordinationServiceRoutes(coordinationService(agent)),
  ...etcdServiceRoutes(etcdService(agent)),
  ...eventServiceRoutes(eventService(agent)),
  ...driftServiceRoutes(driftService(agent)),
  ...hostServiceRoutes(hostService(agent)),
  ...logServiceRoutes(logService(agent)),
  ...maintenanceServiceRoutes(maintenanceService(agent)),
  ...membershipServiceRoutes(membershipService(agent)),
  ...runServiceRoutes(runService(agent)),
  ...secretServiceRoutes(secretService(agent)),
  ...specServiceRoutes(specService(agent)),
  ...supportServiceRoutes(supportService(agent)),
  ...updateServiceRoutes(updateService(agent)),
];
