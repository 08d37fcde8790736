import { peerUnknownError } from "../../shared/errors/rpc-errors.ts";
import type { PharosError } from "../../shared/errors/pharos-error.ts";
import type { PeerIdentity } from "../../shared/pki/peer-identity.ts";
import type { RpcPath } from "../../shared/rpc/gen/rpc-path.ts";
import type { Membership } from "../../shared/spec/membership.ts";
import type { Agent } from "../agent.ts";

/** Whether this host's cluster has removed it, as far as it has heard. */
export const isRemoved = ({ config, membership }: Pick<Agent, "config" | "membership">): boolean =>
  wasRemoved(membership.current()?.content, config.host);

export const wasRemoved = (
  membership: Pick<Membership, "members"> | undefined,
  host: string,
): boolean =>
  membership?.members.some(({ name, state }) => name === host && state === "removed") ?? false;

const MEMBERSHIP: RpcPath = "/pharos.v1.MembershipService/GetMembership";

/** The agent of a removed host may learn that it was removed, and nothing else. */
export const refuseRemoved = (
  membership: Pick<Membership, "members"> | undefined,
  path: RpcPath,
  peer: PeerIdentity,
): PharosError | undefined =>
  peer.kind === "agent" && path !== MEMBERSHIP && wasRemoved(membership, peer.host)
    ? peerUnknownError({})
    : undefined;
