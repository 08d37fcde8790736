import { expect, test } from "vitest";
import { createArrivals } from "./arrivals.ts";

const never = () => new Promise<void>(() => undefined);

test("a connection that comes in while somebody waits is the proof, once its peer is known", async () => {
  const arrivals = createArrivals(never);
  const reached = arrivals.next(1);
  arrivals.arriving()();
  expect(await reached).toBe(true);
});

test("one that came in before does not count, however late its peer is known", async () => {
  let end = (): void => undefined;
  const arrivals = createArrivals(
    () =>
      new Promise((resolve) => {
        end = resolve;
      }),
  );
  const known = arrivals.arriving();
  const reached = arrivals.next(1);
  known();
  end();
  expect(await reached).toBe(false);
});
