import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { lockHeld, lockLost } from "../../shared/errors/coordination-errors.ts";
import { openCoordinationStore } from "./coordination-store.ts";

let path: string;
let nowMs: number;

beforeEach(async () => {
  path = join(await mkdtemp(join(tmpdir(), "coordination-")), "coordination.json");
  nowMs = 1_000_000;
});

const open = () => openCoordinationStore(path, () => new Date(nowMs));
const request = (holder: string) => ({ holder, machine: "desk", purpose: "apply", ttlMs: 30_000 });

test("a second holder is refused and told who holds the lock", async () => {
  await open().acquire(request("a"));
  await expect(open().acquire(request("b"))).rejects.toThrow(
    lockHeld({ holder: "a", machine: "desk", purpose: "apply", secondsLeft: 30 }),
  );
});

test("an expired lock is free, and its next holder has a higher number", async () => {
  const first = await open().acquire(request("a"));
  nowMs += 30_001;
  const second = await open().acquire(request("b"));
  expect(second.fencing).toBeGreaterThan(first.fencing);
  await expect(open().renew(first.fencing, 30_000)).rejects.toThrow(
    lockLost({ fencing: first.fencing, newest: second.fencing }),
  );
});

test("a lock that was given before the clock was set back is not held for longer than any may be", async () => {
  const first = await open().acquire(request("a"));
  nowMs -= 7_200_000;
  expect(await open().lock()).toBeUndefined();
  await open().renew(first.fencing, 30_000);
  expect((await open().lock())?.holder).toBe("a");
});

test("a call with an outdated number is refused and one with a newer number is learned from", async () => {
  const store = open();
  await store.checkFencing(7);
  await expect(store.checkFencing(6)).rejects.toThrow(lockLost({ fencing: 6, newest: 7 }));
});

test("a released lock can be taken by somebody else at once", async () => {
  const { fencing } = await open().acquire(request("a"));
  await open().release(fencing);
  expect((await open().acquire(request("b"))).holder).toBe("b");
});

test("a counter moves only from what the caller believes it to be", async () => {
  const store = open();
  expect(await store.advance("generation", 0, 1)).toEqual({ advanced: true, value: 1 });
  expect(await store.advance("generation", 0, 1)).toEqual({ advanced: false, value: 1 });
  expect(await store.advance("generation", 1, 2)).toEqual({ advanced: true, value: 2 });
});

test("of two that ask at once one gets the lock", async () => {
  const store = open();
  const results = await Promise.allSettled([
    store.acquire(request("a")),
    store.acquire(request("b")),
  ]);
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
});

test("who has not given the lock back, or gave it back too early, has left its run", async () => {
  const { fencing } = await open().acquire(request("a"));
  expect(await open().unfinished()).toEqual([]);
  nowMs += 30_001;
  expect(await open().unfinished()).toEqual(["a"]);
  const second = await open().acquire(request("b"));
  expect(second.fencing).toBe(fencing + 1);
  await open().release(second.fencing, true);
  const third = await open().acquire(request("c"));
  await open().release(third.fencing);
  expect(await open().unfinished()).toEqual(["a", "b"]);
});
