// Generated from proto/ by `npm run generate`; do not edit.

import type { ClusterIdentity, HostRole, SignedDocument } from "./common.ts";

export type MemberState =
  | "MEMBER_STATE_UNSPECIFIED"
  | "MEMBER_STATE_MEMBER"
  | "MEMBER_STATE_REMOVED";

export interface GetMembershipRequest {
  /** The membership is left out if its number is not higher. 0: it is given. */
  readonly newerThan: number;
}

export interface GetMembershipResponse {
  /** 0: none has been accepted. */
  readonly number: number;
  /** Absent with number 0, and where the caller knows it. Kind DOCUMENT_KIND_MEMBERSHIP. */
  readonly membership: SignedDocument | undefined;
}

export interface PutMembershipRequest {
  /** Kind DOCUMENT_KIND_MEMBERSHIP. */
  readonly membership: SignedDocument | undefined;
  /**
   * Nobody follows it up with a spec that names who is new: the host lets them in and finds ways to
   * them by itself. What an agent brings is always taken so.
   */
  readonly welcome: boolean;
}

export interface PutMembershipResponse {
  /** The number that the host has now. */
  readonly number: number;
  /** What the host has, if that is newer than what was offered; else absent. */
  readonly newer: SignedDocument | undefined;
}

export interface Membership {
  readonly cluster: ClusterIdentity | undefined;
  /** From 1 on. */
  readonly number: number;
  readonly members: readonly Member[];
  /** Keys whose signatures are accepted from this number on. */
  readonly signers: readonly Signer[];
  /** Hex serial numbers of certificates that are no longer good. */
  readonly revokedSerials: readonly string[];
}

export interface Member {
  /** Name of the Kubernetes node and of the agent's identity. */
  readonly name: string;
  /** How the controller reaches it. */
  readonly address: string;
  /** How members reach each other. */
  readonly privateAddress: string;
  readonly role: HostRole;
  /** With the bridge network: this host's pods. */
  readonly podCidr: string | undefined;
  readonly state: MemberState;
}

export interface Signer {
  readonly keyId: string;
  /** Raw Ed25519 public key, 32 bytes, base64. */
  readonly publicKey: string;
}
