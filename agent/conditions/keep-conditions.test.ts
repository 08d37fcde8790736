import { expect, test } from "vitest";
import { keepConditions } from "./keep-conditions.ts";
import type { NodeStatus } from "./write-node-status.ts";

/** Ends the endless keeping from within. */
class Enough extends Error {}

const statusOf = (agent: string): NodeStatus => ({ conditions: [], annotations: { agent } });

interface Keeping {
  readonly minutes: number;
  /** What there is to be told, by minute. */
  readonly read: (minute: number) => NodeStatus | undefined;
  readonly fails?: (minute: number) => boolean;
}

/** In which minutes what was told. */
const keep = async ({ minutes, read, fails = () => false }: Keeping) => {
  let nowMs = 0;
  const minute = () => nowMs / 60_000;
  const told: string[] = [];
  const keeping = keepConditions({
    read: async () => read(minute()),
    write: async ({ annotations }) => {
      if (fails(minute())) throw new Error("the API server refuses");
      told.push(`${minute().toFixed(1)} ${annotations["agent"]}`);
      return true;
    },
    elapsedMs: () => nowMs,
    pause: async (ms) => {
      nowMs += ms;
      if (minute() > minutes) throw new Enough();
    },
    log: { info: () => undefined, warn: () => undefined },
  });
  await expect(keeping).rejects.toThrow(Enough);
  return told;
};

test("what changes is told within twenty seconds, what stays every five minutes", async () => {
  const read = (minute: number) => statusOf(minute < 7 ? "a" : "b");
  expect(await keep({ minutes: 9, read })).toEqual(["0.3 a", "5.3 a", "7.0 b"]);
});

test("what could not be told is tried again", async () => {
  const fails = (minute: number) => minute < 1;
  expect(await keep({ minutes: 2, read: () => statusOf("a"), fails })).toEqual(["1.0 a"]);
});

test("before anything was applied nothing is told", async () => {
  expect(await keep({ minutes: 2, read: () => undefined })).toEqual([]);
});
