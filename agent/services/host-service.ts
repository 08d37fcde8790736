import { hostNotReset } from "../../shared/errors/agent-errors.ts";
import { hostBusy } from "../../shared/errors/engine-errors.ts";
import type { HostServiceHandlers } from "../../shared/rpc/gen/host-service.ts";
import { toWireFacts } from "../../shared/spec/facts-wire.ts";
import type { Agent } from "../agent.ts";
import { readNetworkProblem } from "../network/network-problem.ts";
import { readServicesProblem } from "../network/services-problem.ts";
import { readHealth } from "./read-health.ts";

export const hostService = (agent: Agent): HostServiceHandlers => ({
  getHealth: async ({ podNetwork }) => ({
    ...readHealth(agent),
    ...(podNetwork ? await readPodNetwork(agent) : {}),
  }),
  getFacts: async () => ({ facts: toWireFacts(await agent.readFacts()) }),
  probeServers: async (request) => {
    const { probeServers } = await import("../probe/probe-servers.ts");
    return await probeServers(request, agent.now);
  },
  removeAgent: async ({ fencingNumber }) => {
    await agent.coordination.checkFencing(fencingNumber);
    requireReset(agent);
    return { stopsAtMs: await agent.scheduleRemoval() };
  },
});

const readPodNetwork = async ({ host, spec, membership }: Agent) => {
  const content = spec.current()?.content;
  const members = membership.current()?.content.members ?? [];
  const [networkProblem, servicesProblem] = await Promise.all([
    readNetworkProblem({ network: host.reader.network, spec: content, members }),
    readServicesProblem(host.reader, content),
  ]);
  return { networkProblem, servicesProblem };
};

/** What the agent installed would else stay behind with nobody to look after it. */
const requireReset = ({ config, executor, spec }: Agent): void => {
  const run = executor.current()?.run;
  if (run !== undefined) throw hostBusy({ run });
  if ((spec.current()?.content.ensure ?? "absent") === "absent") return;
  throw hostNotReset({ host: config.host, reason: "the host is still set up for Kubernetes" });
};
