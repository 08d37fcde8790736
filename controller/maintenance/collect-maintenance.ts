import { toPharosError } from "../../shared/errors/internal-errors.ts";
import type { HostFailure } from "../../shared/errors/pharos-error.ts";
import type { AgentConnection } from "../../shared/rpc/connect.ts";
import type { HostMaintenance } from "../../shared/rpc/gen/maintenance.ts";
import type { OpenedMember } from "../cluster/open-members.ts";

export interface MaintenanceOfHost extends HostMaintenance {
  readonly host: string;
}

/** What an agent is asked or told; each answers with where it is. */
export type AskMaintenance = (agent: AgentConnection["maintenance"]) => Promise<HostMaintenance>;

export interface CollectedMaintenance {
  /** In the order of the members. */
  readonly hosts: readonly MaintenanceOfHost[];
  readonly failures: readonly HostFailure[];
}

/** Asks every agent; `ask` says for what. */
export const collectMaintenance = async (
  members: readonly OpenedMember[],
  ask: AskMaintenance,
): Promise<CollectedMaintenance> => {
  const answers = await Promise.all(members.map((opened) => askHost(opened, ask)));
  return {
    hosts: answers.flatMap((answer) => ("error" in answer ? [] : [answer])),
    failures: answers.flatMap((answer) => ("error" in answer ? [answer] : [])),
  };
};

const askHost = async (
  opened: OpenedMember,
  ask: AskMaintenance,
): Promise<MaintenanceOfHost | HostFailure> => {
  const host = opened.member.name;
  try {
    if ("error" in opened) throw opened.error;
    return { host, ...(await ask(opened.connection.maintenance)) };
  } catch (error) {
    return { host, error: toPharosError(error) };
  }
};
