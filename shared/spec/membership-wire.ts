import { codecOf } from "../rpc/codec.ts";
import type * as wire from "../rpc/gen/membership.ts";
import { hostRoles } from "./host-role-wire.ts";
import type { Member, Membership } from "./membership.ts";
import { positive, required, wireEnum } from "./wire-reader.ts";

/** Payload of a SignedDocument. */
export const encodeMembership = (membership: Membership): Uint8Array =>
  codec.encode(toWireMembership(membership));

/** Only for payloads whose signature is verified. Throws MESSAGE_INVALID. */
export const decodeMembership = (payload: Uint8Array): Membership =>
  fromWireMembership(codec.decode(payload));

const codec = codecOf("pharos.v1.Membership");

const toWireMembership = (membership: Membership): wire.Membership => ({
  cluster: membership.cluster,
  number: membership.number,
  members: membership.members.map(toWireMember),
  signers: membership.signers,
  revokedSerials: membership.revokedSerials,
});

/** Throws MESSAGE_INVALID. */
const fromWireMembership = (membership: wire.Membership): Membership => {
  const { id, name } = required(membership.cluster, "Membership", "cluster");
  return {
    cluster: { id, name },
    number: positive(membership.number, "Membership", "number"),
    members: membership.members.map(fromWireMember),
    signers: membership.signers.map(({ keyId, publicKey }) => ({ keyId, publicKey })),
    revokedSerials: membership.revokedSerials,
  };
};

const toWireMember = (member: Member): wire.Member => ({
  name: member.name,
  address: member.address,
  privateAddress: member.privateAddress,
  role: hostRoles.toWire(member.role),
  podCidr: member.podCidr,
  state: states.toWire(member.state),
});

const fromWireMember = (member: wire.Member): Member => ({
  name: member.name,
  address: member.address,
  privateAddress: member.privateAddress,
  role: hostRoles.fromWire(member.role, "Member", "role"),
  ...(member.podCidr !== undefined && { podCidr: member.podCidr }),
  state: states.fromWire(member.state, "Member", "state"),
});

const states = wireEnum<Member["state"], wire.MemberState>({
  member: "MEMBER_STATE_MEMBER",
  removed: "MEMBER_STATE_REMOVED",
});
