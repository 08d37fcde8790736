import type { PeerIdentity } from "../pki/peer-identity.ts";
import type { RpcPath } from "./gen/rpc-path.ts";

/** Gets told of calls on a server, by who makes them. Neither must throw. */
export interface CallAudit {
  /** Before it is done; resolves with what is told `ok` or the code of its error in the end, or nothing. */
  readonly begin: (
    path: RpcPath,
    peer: PeerIdentity,
    request: unknown,
  ) => Promise<((outcome: string) => Promise<void>) | undefined>;
  /** With the code of the error; without a peer: nobody knows who it is. */
  readonly refused: (path: RpcPath, peer: PeerIdentity | undefined, code: string) => Promise<void>;
}
