import type { PeerIdentity } from "../../shared/pki/peer-identity.ts";

/** Who calls, by the name in the certificate. */
export const nameOfPeer = (peer: PeerIdentity): string => {
  switch (peer.kind) {
    case "agent":
      return peer.host;
    case "operator":
      return peer.name;
  }
};
