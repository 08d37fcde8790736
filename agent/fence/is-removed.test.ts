import { expect, test } from "vitest";
import type { PeerIdentity } from "../../shared/pki/peer-identity.ts";
import { fullMembership } from "../../test/support/memberships.ts";
import { refuseRemoved, wasRemoved } from "./is-removed.ts";

const agent = (host: string): PeerIdentity => ({ kind: "agent", host, serial: "00" });

test("the agent of a removed host gets the membership and nothing else", () => {
  const ask = (path: Parameters<typeof refuseRemoved>[1], host = "worker-2") =>
    refuseRemoved(fullMembership(), path, agent(host))?.code;
  expect(ask("/pharos.v1.MembershipService/GetMembership")).toBeUndefined();
  expect(ask("/pharos.v1.MembershipService/PutMembership")).toBe("PEER_UNKNOWN");
  expect(ask("/pharos.v1.CertificateService/Renew")).toBe("PEER_UNKNOWN");
  expect(ask("/pharos.v1.CertificateService/Renew", "worker-1")).toBeUndefined();
});

test("only a tombstone tells that a host was removed", () => {
  expect(wasRemoved(fullMembership(), "worker-2")).toBe(true);
  expect(wasRemoved(fullMembership(), "worker-1")).toBe(false);
  expect(wasRemoved(fullMembership(), "worker-9")).toBe(false);
  expect(wasRemoved(undefined, "worker-2")).toBe(false);
});
