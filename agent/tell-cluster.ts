import type { Agent } from "./agent.ts";
import { keepConditions } from "./conditions/keep-conditions.ts";
import type { HostCondition } from "./conditions/node-conditions.ts";
import type { NodeStatus } from "./conditions/write-node-status.ts";
import type { NodeApi } from "./host/node-api.ts";
import type { ServePorts } from "./serve.ts";

type TellPorts = Pick<ServePorts, "elapsedMs" | "pause" | "log">;

/** Tells the cluster by the node's conditions and annotations how this host is, from now on. */
export const tellCluster = (agent: Agent, api: NodeApi, ports: TellPorts): void =>
  void keepConditions({
    ...ports,
    read: () => readStatus(agent),
    write: async (status) => {
      const { writeNodeStatus } = await import("./conditions/write-node-status.ts");
      return await writeNodeStatus({ api, node: agent.config.host, now: agent.now }, status);
    },
  });

const readStatus = async (agent: Agent): Promise<NodeStatus | undefined> => {
  const spec = agent.spec.current()?.content;
  if (spec?.ensure !== "present") return undefined;
  const { toNodeConditions } = await import("./conditions/node-conditions.ts");
  const [drift, reboot] = await Promise.all([agent.drift(), readReboot(agent)]);
  return {
    conditions: toNodeConditions({ drift: drift.drift(), ...reboot }),
    annotations: {
      "pharosctl/agent-version": agent.build.version,
      "pharosctl/spec-generation": String(spec.generation),
    },
  };
};

type SeenReboot = Pick<HostCondition, "rebootNeeded" | "rebootWaits" | "isRebooting">;

/** Where nobody reboots it, Debian's own file still says that it is needed. */
const SENTINEL = "/var/run/reboot-required";

const readReboot = async ({ spec, host, maintenance }: Agent): Promise<SeenReboot> => {
  if (spec.current()?.content.maintenance.reboots === undefined) {
    const stat = await host.reader.files.stat(SENTINEL);
    return stat === undefined ? {} : { rebootNeeded: `${SENTINEL} is there` };
  }
  const seen = (await maintenance()).lastSeen();
  const disruption = seen?.situation.state.disruption;
  const needed = seen?.situation.rebootNeeded;
  const waits = seen?.outlook.reboot.find(({ passed }) => !passed);
  return {
    ...(needed === undefined ? {} : { rebootNeeded: needed }),
    ...(waits === undefined ? {} : { rebootWaits: waits }),
    isRebooting: disruption?.purpose === "reboot" && disruption.step !== "holding",
  };
};
