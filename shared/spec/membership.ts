import type { ClusterIdentity, HostRole } from "./node-spec.ts";

/**
 * Who belongs to the cluster: signed, numbered, handed from agent to agent; names in certificates
 * and the addresses in firewalls and balancers come from here and nowhere else.
 */
export interface Membership {
  readonly cluster: ClusterIdentity;
  readonly number: number;
  readonly members: readonly Member[];
  /** Keys whose signatures agents accept from this number on. */
  readonly signers: readonly Signer[];
  /** Serial numbers (hex) of certificates that are no longer good. */
  readonly revokedSerials: readonly string[];
}

export interface Member {
  /** Node name; the agent's certificate carries `<name>.<cluster id>.pharos.internal`. */
  readonly name: string;
  /** How the controller reaches it: address of cluster.yml. */
  readonly address: string;
  /** How members reach each other. */
  readonly privateAddress: string;
  readonly role: HostRole;
  /** With the bridge network: this host's pods. Never given to another host while it is here. */
  readonly podCidr?: string;
  /** A removed host stays as a tombstone so that it is fenced when it comes back. */
  readonly state: "member" | "removed";
}

export interface Signer {
  readonly keyId: string;
  /** Raw Ed25519 public key, base64. */
  readonly publicKey: string;
}
