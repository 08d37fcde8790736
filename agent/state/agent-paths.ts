import { join } from "node:path";

/** Where the agent's own files are; all below one root so that tests can have a folder of their own. */
export interface AgentPaths {
  readonly config: string;
  readonly pki: string;
  readonly state: string;
  /** Gone at a reboot. */
  readonly run: string;
  readonly spec: string;
  readonly membership: string;
  readonly coordination: string;
  readonly journal: string;
  readonly events: string;
  readonly audit: string;
  readonly secrets: string;
  readonly drift: string;
  readonly maintenance: string;
  /** How the last update of the agent went. */
  readonly update: string;
  readonly runtimeShelf: string;
  readonly agentShelf: string;
  /** The agent's own systemd unit file. */
  readonly unit: string;
  /** What takes an update back that nobody confirms: a timer, its service, what starts it at boot. */
  readonly guardTimer: string;
  readonly guardService: string;
  readonly guardWanted: string;
}

export const unitPath = { name: "pharos-agent.service", folder: "etc/systemd/system" } as const;
export const guardTimerName = "pharos-agent-guard.timer";
const guardServiceName = "pharos-agent-guard.service";

/** `root` is `/` on a host. */
export const agentPaths = (root: string): AgentPaths => {
  const state = join(root, "var/lib/pharos");
  return {
    config: join(root, "etc/pharos/agent.yaml"),
    pki: join(root, "etc/pharos/pki"),
    state,
    run: join(root, "run/pharos"),
    spec: join(state, "spec", "node-spec.json"),
    membership: join(state, "spec", "membership.json"),
    coordination: join(state, "spec", "coordination.json"),
    journal: join(state, "journal"),
    events: join(state, "events.jsonl"),
    audit: join(state, "audit", "audit.jsonl"),
    secrets: join(state, "secrets"),
    drift: join(state, "drift", "state.json"),
    maintenance: join(state, "maintenance", "state.json"),
    update: join(state, "update"),
    runtimeShelf: join(root, "opt/pharos/runtime"),
    agentShelf: join(root, "opt/pharos/agent"),
    unit: join(root, unitPath.folder, unitPath.name),
    guardTimer: join(root, unitPath.folder, guardTimerName),
    guardService: join(root, unitPath.folder, guardServiceName),
    guardWanted: join(root, unitPath.folder, "timers.target.wants", guardTimerName),
  };
};
