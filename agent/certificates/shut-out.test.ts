import { expect, test } from "vitest";
import type { PeerIdentity } from "../../shared/pki/peer-identity.ts";
import type { Member } from "../../shared/spec/membership.ts";
import { shutOut } from "./shut-out.ts";

const member = (name: string, state: Member["state"]): Member => ({
  name,
  address: "192.0.2.1",
  privateAddress: "192.0.2.1",
  role: "worker",
  state,
});
const membership = {
  members: [member("w1", "member"), member("w2", "removed")],
  revokedSerials: ["0bad"],
};
const agent = (host: string, serial = "00"): PeerIdentity => ({ kind: "agent", host, serial });
const operator = (serial: string): PeerIdentity => ({
  kind: "operator",
  name: "ada",
  role: "admin",
  serial,
});

test.each([
  { who: "a member's agent", peer: agent("w1"), code: undefined },
  { who: "an operator", peer: operator("00"), code: undefined },
  {
    who: "an operator whose certificate is revoked",
    peer: operator("0bad"),
    code: "CERTIFICATE_REVOKED",
  },
  {
    who: "a member's agent with a revoked certificate",
    peer: agent("w1", "0bad"),
    code: "CERTIFICATE_REVOKED",
  },
  { who: "the agent of a removed host", peer: agent("w2"), code: undefined },
  { who: "the agent of a host that never was a member", peer: agent("w9"), code: "PEER_UNKNOWN" },
])("$who: $code", ({ peer, code }) => {
  expect(shutOut(membership, peer)?.code).toBe(code);
});

test("nobody is shut out before there is a membership", () => {
  expect(shutOut(undefined, agent("w9"))).toBeUndefined();
});
