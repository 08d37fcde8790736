import { expect, test } from "vitest";
import { collect } from "../../test/support/collect.ts";
import { mergeByTime } from "./merge-by-time.ts";

interface Line {
  readonly atMs: number;
  readonly text: string;
}

async function* streamOf(...lines: readonly (readonly [number, string])[]): AsyncGenerator<Line> {
  for (const [atMs, text] of lines) yield { atMs, text };
}

/** Gives its lines and then stays open, quiet. */
async function* openStream(...lines: readonly (readonly [number, string])[]): AsyncGenerator<Line> {
  yield* streamOf(...lines);
  await new Promise<never>(() => undefined);
}

const forEver = {
  windowMs: Number.POSITIVE_INFINITY,
  sleep: () => new Promise<never>(() => undefined),
  elapsedMs: () => 0,
};

const texts = (lines: readonly Line[]): string => lines.map(({ text }) => text).join("");

test("streams that end come in the order of time", async () => {
  const merged = mergeByTime(
    [streamOf([1, "a"], [4, "d"], [6, "f"]), streamOf([2, "b"], [3, "c"], [5, "e"]), streamOf()],
    forEver,
  );
  expect(texts(await collect(merged))).toBe("abcdef");
});

test("a stream keeps its own order when its clock was set back", async () => {
  const merged = mergeByTime([streamOf([5, "a"], [1, "b"]), streamOf([3, "x"])], forEver);
  expect(texts(await collect(merged))).toBe("xab");
});

test("a quiet host holds the others up for the window alone", async () => {
  let nowMs = 0;
  const merged = mergeByTime([openStream([1, "a"], [2, "b"]), openStream()], {
    windowMs: 250,
    sleep: async (ms) => void (nowMs += ms),
    elapsedMs: () => nowMs,
  });
  expect((await merged.next()).value).toMatchObject({ text: "a" });
  expect((await merged.next()).value).toMatchObject({ text: "b" });
  expect(nowMs).toBeGreaterThanOrEqual(250);
});

test("streams are read no faster than the result", async () => {
  let made = 0;
  async function* endless(): AsyncGenerator<Line> {
    for (;;) yield { atMs: (made += 1), text: "x" };
  }
  const merged = mergeByTime([endless()], forEver);
  await merged.next();
  expect(made).toBeLessThan(1_000);
});
