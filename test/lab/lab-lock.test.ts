import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { withLock } from "./lab-lock.ts";

test("works that share a lock run one after the other", async () => {
  const path = join(await mkdtemp(join(tmpdir(), "lab-lock-")), "lock");
  const seen: string[] = [];
  const work = (name: string) => async (): Promise<void> => {
    seen.push(`${name} begins`);
    await withLock(`${path}.other`, async () => {});
    seen.push(`${name} ends`);
  };
  await Promise.all([withLock(path, work("a")), withLock(path, work("b"))]);
  expect(seen.map((line) => line.split(" ")[1])).toEqual(["begins", "ends", "begins", "ends"]);
});

test("a work that fails gives the lock back", async () => {
  const path = join(await mkdtemp(join(tmpdir(), "lab-lock-")), "lock");
  await expect(withLock(path, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await withLock(path, async () => await Promise.resolve("yes"))).toBe("yes");
});
