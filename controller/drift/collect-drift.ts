import { toPharosError } from "../../shared/errors/internal-errors.ts";
import type { HostFailure } from "../../shared/errors/pharos-error.ts";
import type { AgentConnection } from "../../shared/rpc/connect.ts";
import type { HostDrift as WireHostDrift } from "../../shared/rpc/gen/drift.ts";
import type { HostDrift } from "../../shared/spec/drift.ts";
import { fromWireHostDrift } from "../../shared/spec/drift-wire.ts";
import type { OpenedMember } from "../cluster/open-members.ts";

export interface DriftOfHost extends HostDrift {
  readonly host: string;
}

export interface CollectedDrift {
  /** In the order of the members. */
  readonly hosts: readonly DriftOfHost[];
  readonly failures: readonly HostFailure[];
}

/** Asks every agent; `ask` says for what. */
export const collectDrift = async (
  members: readonly OpenedMember[],
  ask: (connection: AgentConnection) => Promise<WireHostDrift>,
): Promise<CollectedDrift> => {
  const answers = await Promise.all(members.map((opened) => askHost(opened, ask)));
  return {
    hosts: answers.flatMap((answer) => ("error" in answer ? [] : [answer])),
    failures: answers.flatMap((answer) => ("error" in answer ? [answer] : [])),
  };
};

const askHost = async (
  opened: OpenedMember,
  ask: (connection: AgentConnection) => Promise<WireHostDrift>,
): Promise<DriftOfHost | HostFailure> => {
  const host = opened.member.name;
  try {
    if ("error" in opened) throw opened.error;
    return { host, ...fromWireHostDrift(await ask(opened.connection)) };
  } catch (error) {
    return { host, error: toPharosError(error) };
  }
};
