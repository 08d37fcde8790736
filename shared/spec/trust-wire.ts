import type { AuthoritySet } from "../pki/trust-bundle.ts";
import { messageInvalidError } from "../errors/rpc-errors.ts";
import { codecOf } from "../rpc/codec.ts";
import type * as wire from "../rpc/gen/certificate.ts";
import { positive, required } from "./wire-reader.ts";

/** Which authorities the members of a cluster trust: one set, or two while one is exchanged for the other. */
export interface TrustDocument {
  readonly clusterId: string;
  readonly number: number;
  /** In an order that means nothing. */
  readonly sets: readonly AuthoritySet[];
}

const codec = codecOf("pharos.v1.Trust");

/** Payload of a SignedDocument. */
export const encodeTrust = ({ clusterId, number, sets }: TrustDocument): Uint8Array =>
  codec.encode({
    cluster: { id: clusterId, name: "" },
    number,
    sets: sets.map(toWireAuthoritySet),
  });

/** Only for payloads whose signature is verified. Throws MESSAGE_INVALID. */
export const decodeTrust = (payload: Uint8Array): TrustDocument => {
  const { cluster, number, sets } = codec.decode(payload);
  if (sets.length !== 1 && sets.length !== 2) {
    const reason = `${sets.length} sets instead of one or two`;
    throw messageInvalidError({ message: "Trust", field: "sets", reason });
  }
  return {
    clusterId: required(cluster, "Trust", "cluster").id,
    number: positive(number, "Trust", "number"),
    sets: sets.map(fromWireAuthoritySet),
  };
};

export const toWireAuthoritySet = (set: AuthoritySet): wire.AuthoritySet => ({
  root: set.rootCertificate,
  agentIntermediate: set.agentsIntermediate,
  operatorIntermediate: set.operatorsIntermediate,
});

const fromWireAuthoritySet = (set: wire.AuthoritySet): AuthoritySet => ({
  rootCertificate: set.root,
  agentsIntermediate: set.agentIntermediate,
  operatorsIntermediate: set.operatorIntermediate,
});
