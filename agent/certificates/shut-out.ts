import type { PharosError } from "../../shared/errors/pharos-error.ts";
import { certificateRevokedError, peerUnknownError } from "../../shared/errors/rpc-errors.ts";
import type { PeerIdentity } from "../../shared/pki/peer-identity.ts";
import type { Membership } from "../../shared/spec/membership.ts";

/**
 * Why a peer with a good certificate is not let in all the same: it was revoked, or the membership does
 * not know its host. Before there is a membership nobody is shut out.
 */
export const shutOut = (
  membership: Pick<Membership, "members" | "revokedSerials"> | undefined,
  peer: PeerIdentity,
): PharosError | undefined => {
  if (membership === undefined) return undefined;
  const { serial } = peer;
  if (membership.revokedSerials.includes(serial)) return certificateRevokedError({ serial });
  switch (peer.kind) {
    case "operator":
      return undefined;
    case "agent":
      // Who was removed is known: it may ask for nothing but the membership that says so.
      return membership.members.some(({ name }) => name === peer.host)
        ? undefined
        : peerUnknownError({});
  }
};
