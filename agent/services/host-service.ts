import type { HostServiceHandlers } from "../../shared/rpc/gen/host-service.ts";
import { toWireFacts } from "../../shared/spec/facts-wire.ts";
import type { Agent } from "../agent.ts";

export const hostService = (agent: Agent): HostServiceHandlers => ({
  getHealth: async () => ({
    version: agent.config.agentVersion,
    bundleSha256: agent.config.bundleSha256,
    nodeVersion: process.versions.node,
    uptimeMs: Math.round(agent.uptimeMs()),
    membershipNumber: agent.membership.current()?.content.number ?? 0,
    generation: agent.spec.current()?.content.generation ?? 0,
    runInProgress: agent.executor.current()?.run,
    ready: true,
    nowMs: agent.now().getTime(),
  }),
  getFacts: async () => ({ facts: toWireFacts(await agent.readFacts()) }),
  removeAgent: async ({ fencingNumber }) => {
    await agent.coordination.checkFencing(fencingNumber);
    return { stopsAtMs: await agent.scheduleRemoval() };
  },
});
