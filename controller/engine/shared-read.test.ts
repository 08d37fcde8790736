import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { createSharedRead } from "./shared-read.ts";

/** A reading that ends when it is told to, and how many have begun. */
const readings = () => {
  const ends: (() => void)[] = [];
  const read = () =>
    new Promise<number>((resolve) => {
      const number = ends.length + 1;
      ends.push(() => resolve(number));
    });
  return { read, begun: () => ends.length, end: (number: number) => ends[number - 1]?.() };
};

const turn = () => new Promise((resolve) => setImmediate(resolve));

test("a thousand who ask at once get one reading", async () => {
  const { read, begun, end } = readings();
  const ask = createSharedRead(read, 0);
  const answers = Array.from({ length: 1_000 }, ask);
  await turn();
  end(1);
  expect(new Set(await Promise.all(answers))).toEqual(new Set([1]));
  expect(begun()).toBe(1);
});

test("who asks while one is under way gets the next, which begins after it", async () => {
  const { read, begun, end } = readings();
  const ask = createSharedRead(read, 0);
  const first = ask();
  await turn();
  const later = [ask(), ask()];
  await turn();
  expect(begun()).toBe(1);
  end(1);
  expect(await first).toBe(1);
  await expect.poll(begun).toBe(2);
  end(2);
  expect(await Promise.all(later)).toEqual([2, 2]);
});

test("one that fails is not in the way of the next", async () => {
  let tries = 0;
  const ask = createSharedRead(async () => {
    tries += 1;
    if (tries === 1) throw new Error("silent");
    return tries;
  }, 0);
  await expect(ask()).rejects.toThrow("silent");
  expect(await ask()).toBe(2);
});

test("who waits for the next reading keeps the program alive until it has it", () => {
  const url = new URL("shared-read.ts", import.meta.url).href;
  const program = `
    import { createSharedRead } from ${JSON.stringify(url)};
    const ask = createSharedRead(async () => "read", 50);
    await ask();
    console.log(await ask());`;
  const { stdout, status } = spawnSync(
    process.execPath,
    ["--input-type=module", "--eval", program],
    { encoding: "utf8", timeout: 20_000 },
  );
  expect([stdout.trim(), status]).toEqual(["read", 0]);
});
