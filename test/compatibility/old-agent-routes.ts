import type { Agent } from "../../agent/agent.ts";
import { agentRoutes as presentRoutes } from "../../agent/services/agent-routes.ts";
import type { Route } from "../../shared/rpc/route.ts";
import { hasOldMethod } from "./through-old-wire.ts";

/** As the list that it replaces: without the methods that the minor before did not have. */
export const agentRoutes = (agent: Agent): readonly Route[] =>
  presentRoutes(agent).filter(({ path }) => hasOldMethod(path));
