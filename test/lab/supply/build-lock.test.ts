import { expect, test } from "vitest";
import { takeBuildLock } from "./build-lock.ts";

const directory = `/cache/of/test/${process.pid}`;

test("a lock that was released can be taken again", async () => {
  const first = await takeBuildLock(directory, { limitMs: 1000, onWait: () => {} });
  await first.release();
  const second = await takeBuildLock(directory, { limitMs: 1000, onWait: () => {} });
  await second.release();
});

test("a second builder gives up after its limit and says where the first one builds", async () => {
  const first = await takeBuildLock(directory, { limitMs: 1000, onWait: () => {} });
  const second = takeBuildLock(directory, { limitMs: -1, onWait: () => {} });
  await expect(second).rejects.toThrow(directory);
  await first.release();
});

test("a second builder waits for the first, and says so once", async () => {
  const told: string[] = [];
  const first = await takeBuildLock(directory, { limitMs: 1000, onWait: () => {} });
  const second = takeBuildLock(directory, {
    limitMs: 60_000,
    onWait: () => {
      told.push("waiting");
      void first.release();
    },
  });
  await (await second).release();
  expect(told).toEqual(["waiting"]);
});

test("builders of different directories do not wait for each other", async () => {
  const first = await takeBuildLock(directory, { limitMs: 1000, onWait: () => {} });
  const second = await takeBuildLock(`${directory}/other`, { limitMs: -1, onWait: () => {} });
  await second.release();
  await first.release();
});
