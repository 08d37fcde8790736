import { expect, test } from "vitest";
import type { DrawLive } from "../cli/command-context.ts";
import { withWaiting } from "./with-waiting.ts";

const wait = async (quiet: boolean) => {
  const seen: (readonly string[])[] = [];
  let draw: DrawLive | undefined;
  let nowMs = 0;
  let ended = 0;
  const showLive = (given: DrawLive) => {
    draw = given;
    return { redraw: () => undefined, end: () => void (ended += 1) };
  };
  const look = async (): Promise<never> => {
    for (const ms of [900, 4_100]) {
      nowMs = ms;
      seen.push(draw?.({ columns: 20, rows: 24 }) ?? ["nothing is drawn"]);
    }
    throw new Error("x");
  };
  const options = { text: "looking at 3 hosts", quiet, output: "table" } as const;
  await expect(
    withWaiting({ showLive, colors: false }, options, look, () => nowMs),
  ).rejects.toThrow("x");
  return { seen, ended };
};

test("what is waited for is told after a second, and gone when the work ends or fails", async () => {
  expect(await wait(false)).toEqual({ seen: [[], ["looking at 3 hosts…"]], ended: 1 });
});

test("--quiet waits without a word", async () => {
  const { seen, ended } = await wait(true);
  expect({ seen: seen.flat(), ended }).toEqual({
    seen: ["nothing is drawn", "nothing is drawn"],
    ended: 0,
  });
});
