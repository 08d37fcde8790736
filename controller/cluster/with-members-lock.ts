import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { type HeldLock, takeClusterLock } from "./cluster-lock.ts";
import { toElectorate } from "./electorate.ts";
import type { OpenedCluster } from "./open-members.ts";

/** Works while nobody else changes the cluster, for verbs that are no run. Throws `LOCK_HELD`, `NO_QUORUM`. */
export const withMembersLock = async <Result>(
  { members, membership, operator }: OpenedCluster,
  purpose: string,
  work: (lock: HeldLock) => Promise<Result>,
): Promise<Result> => {
  const electorate = toElectorate([membership.content]);
  const voters = members.flatMap((opened) =>
    "connection" in opened && electorate.flat().includes(opened.member.name)
      ? [{ name: opened.member.name, connection: opened.connection }]
      : [],
  );
  const lock = await takeClusterLock(voters, {
    holder: `${operator} ${randomUUID()}`,
    machine: hostname(),
    purpose,
    electorate,
  });
  try {
    return await work(lock);
  } finally {
    await lock.release();
  }
};
