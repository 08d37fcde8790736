import { hostname } from "node:os";
import { type HeldLock, takeClusterLock } from "./cluster-lock.ts";
import { toElectorate } from "./electorate.ts";
import type { OpenedCluster } from "./open-members.ts";
import { requireUnchanged } from "./require-unchanged.ts";

/**
 * Takes the lock of a cluster that exists, at those of its voters that were reached. One that has lost
 * all its masters is kept by those who are left. Throws `LOCK_HELD`, `NO_QUORUM`, `MEMBERSHIP_CHANGED`.
 */
export const lockMembers = async (
  { members, membership }: OpenedCluster,
  { holder, purpose }: { readonly holder: string; readonly purpose: string },
): Promise<HeldLock> => {
  const electorate = toElectorate([membership.content]);
  const voters = members.flatMap((opened) =>
    "connection" in opened && electorate.flat().includes(opened.member.name)
      ? [{ name: opened.member.name, connection: opened.connection }]
      : [],
  );
  const lock = await takeClusterLock(voters, {
    holder,
    machine: hostname(),
    purpose,
    electorate,
  });
  try {
    await requireUnchanged(voters, membership.content.number);
    return lock;
  } catch (error) {
    await lock.release();
    throw error;
  }
};
