import { mastersWouldGo } from "../../shared/errors/run-errors.ts";
import type { HostFacts } from "../../shared/spec/facts.ts";
import { fromWireFacts } from "../../shared/spec/facts-wire.ts";
import type { Member, Membership } from "../../shared/spec/membership.ts";
import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import { decodeNodeSpec } from "../../shared/spec/node-spec-wire.ts";
import { fromWireSignedDocument } from "../../shared/spec/signed-document-wire.ts";
import { required } from "../../shared/spec/wire-reader.ts";
import type { AgentConnection } from "../../shared/rpc/connect.ts";

/** A member that is to be taken apart. */
export interface LeavingHost {
  readonly name: string;
  readonly member: Member;
  readonly connection: AgentConnection;
  /** `undefined`: it never accepted a spec, so only its agent has to go. */
  readonly spec: NodeSpec | undefined;
  readonly facts: HostFacts;
}

/** What a host's agent says before it goes: the spec that it has, and what we installed. */
export const readLeavingHost = async (
  member: Member,
  connection: AgentConnection,
): Promise<LeavingHost> => {
  const [{ spec }, { facts }] = await Promise.all([
    connection.specs.getSpec({ outline: false }),
    connection.host.getFacts({}),
  ]);
  const known = fromWireFacts(required(facts, "GetFactsResponse", "facts"));
  return {
    name: member.name,
    member,
    connection,
    facts: known,
    spec:
      spec === undefined
        ? undefined
        : decodeNodeSpec(fromWireSignedDocument("node-spec", spec).payload),
  };
};

/** The spec that takes a host apart: what it was, absent, and only what we installed is purged. */
export const toAbsentSpec = (spec: NodeSpec, facts: HostFacts, generation: number): NodeSpec => ({
  ...spec,
  generation,
  ensure: "absent",
  packages: { ...spec.packages, installedByPharos: facts.installedByPharos },
});

/** Some masters may not go while workers or other masters stay: that is `hosts remove`'s work. */
export const refuseHalfControlPlane = (
  leaving: readonly Member[],
  staying: readonly Member[],
): void => {
  const masters = leaving.filter(({ role }) => role === "master").map(({ name }) => name);
  if (masters.length > 0 && staying.length > 0)
    throw mastersWouldGo({ masters: masters.join(", ") });
};

/** The membership without those who left. */
export const withoutMembers = (membership: Membership, names: ReadonlySet<string>): Membership => ({
  ...membership,
  number: membership.number + 1,
  members: membership.members.filter(({ name }) => !names.has(name)),
});
