import { listAt, textAt, valueAt } from "../../shared/spec/json-path.ts";

/**
 * Nodes that hold a kured's lock: one of `{nodeID, created, TTL}`, or with a concurrency above 1 a list
 * of these in `locks`. Whose time is over by then does not count (`TTL` is nanoseconds, 0: for ever).
 * What cannot be read is a holder: nobody knows whose.
 */
export const parseKuredLock = (text: string, nowMs: number | undefined): readonly string[] => {
  if (text === "") return [];
  try {
    const lock: unknown = JSON.parse(text);
    const several = listAt(lock, "locks");
    const locks = valueAt(lock, "locks") === undefined ? [lock] : several;
    return locks.filter((one) => isHeld(one, nowMs)).map((one) => textAt(one, "nodeID") ?? "");
  } catch {
    return [text];
  }
};

const NS_PER_MS = 1_000_000;

const isHeld = (lock: unknown, nowMs: number | undefined): boolean => {
  if ((textAt(lock, "nodeID") ?? "") === "") return false;
  const createdMs = Date.parse(textAt(lock, "created") ?? "");
  const ttl = valueAt(lock, "TTL");
  if (typeof ttl !== "number" || ttl <= 0 || nowMs === undefined || Number.isNaN(createdMs))
    return true;
  return nowMs < createdMs + ttl / NS_PER_MS;
};
