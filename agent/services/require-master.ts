import { randomBytes } from "node:crypto";
import { notMaster } from "../../shared/errors/agent-errors.ts";
import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import type { Agent } from "../agent.ts";
import type { Host } from "../host/host.ts";

const NO_PROVENANCE = { began: () => false, completed: () => false } as const;

/** The spec of this host, if it is a master's; and the host, bound to no run. */
export const requireMaster = (
  agent: Agent,
  purpose: string,
): { readonly spec: NodeSpec; readonly host: Host } => {
  const spec = agent.spec.current()?.content;
  if (spec?.role !== "master")
    throw notMaster({ host: agent.config.host, reason: "it is no master" });
  return { spec, host: bindToNoRun(agent, purpose) };
};

export const bindToNoRun = (agent: Pick<Agent, "host">, purpose: string): Host =>
  agent.host.bind({
    work: `${purpose}-${randomBytes(4).toString("hex")}`,
    taskNumber: 0,
    secrets: { get: () => undefined },
    provenance: NO_PROVENANCE,
  });
