import { randomUUID } from "node:crypto";
import type { HeldLock } from "./cluster-lock.ts";
import { lockMembers } from "./lock-members.ts";
import type { OpenedCluster } from "./open-members.ts";

/** Works while nobody else changes the cluster, for verbs that are no run. Throws as `lockMembers`. */
export const withMembersLock = async <Result>(
  cluster: OpenedCluster,
  purpose: string,
  work: (lock: HeldLock) => Promise<Result>,
): Promise<Result> => {
  const lock = await lockMembers(cluster, {
    holder: `${cluster.operator} ${randomUUID()}`,
    purpose,
  });
  try {
    return await work(lock);
  } finally {
    await lock.release();
  }
};
