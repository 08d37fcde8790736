import { expect, test } from "vitest";
import { coordinationServiceRoutes } from "../../shared/rpc/gen/coordination-service.ts";
import { membershipServiceRoutes } from "../../shared/rpc/gen/membership-service.ts";
import type { Member } from "../../shared/spec/membership.ts";
import { connectInMemory } from "../../test/support/in-memory-connection.ts";
import { lockMembers } from "./lock-members.ts";
import type { OpenedCluster, OpenedMember } from "./open-members.ts";

const admin = { kind: "operator", name: "ada", role: "admin", serial: "1" } as const;
const KNOWN = 4;

/** A master that has a membership of this number; what it was told is in `told`. */
const master = (name: string, number: number, told: string[]): OpenedMember => {
  const lock = { lastFencingNumber: 1, lock: undefined, unfinishedHolders: [] };
  const taken = { fencingNumber: 2, expiresAtMs: 0 };
  const member: Member = {
    name,
    address: name,
    privateAddress: name,
    role: "master",
    state: "member",
  };
  return {
    member,
    connection: connectInMemory(
      [
        ...coordinationServiceRoutes({
          getLock: async () => lock,
          acquireLock: async () => taken,
          renewLock: async () => taken,
          releaseLock: async () => {
            told.push(`${name} release`);
            return {};
          },
          allocateNumber: async () => ({ allocated: true, current: 0 }),
        }),
        ...membershipServiceRoutes({
          getMembership: async () => ({ number, membership: undefined }),
          putMembership: async () => ({ number, newer: undefined }),
        }),
      ],
      admin,
    ),
  };
};

const clusterOf = (members: readonly OpenedMember[]): OpenedCluster => ({
  ...Object.create(null),
  members,
  membership: { content: { number: KNOWN, members: members.map(({ member }) => member) } },
});

const order = { holder: "ada 1", purpose: "hosts remove" };

test("the lock of a cluster that is as it was read is had", async () => {
  const told: string[] = [];
  const members = ["m1", "m2", "m3"].map((name) => master(name, KNOWN, told));
  const lock = await lockMembers(clusterOf(members), order);
  expect(lock.fencing).toBe(2);
  await lock.release();
});

test("whoever read the cluster before somebody else changed it gets none, and gives back what it took", async () => {
  const told: string[] = [];
  const members = ["m1", "m2", "m3"].map((name, at) =>
    master(name, KNOWN + (at === 1 ? 1 : 0), told),
  );
  await expect(lockMembers(clusterOf(members), order)).rejects.toMatchObject({
    code: "MEMBERSHIP_CHANGED",
    fields: { known: KNOWN, newest: KNOWN + 1 },
  });
  expect(told).toEqual(["m1 release", "m2 release", "m3 release"]);
});
