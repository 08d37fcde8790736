import { expect, test } from "vitest";
import { createConnectGate } from "./connect-gate.ts";

test("a gate lets no more tasks run than its limit, and all of them in the end", async () => {
  const gate = createConnectGate(3);
  let running = 0;
  let most = 0;
  const task = async (): Promise<void> => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
  };
  await Promise.all(Array.from({ length: 50 }, () => gate.run(task)));
  expect(most).toBe(3);
});

test("a gate gives the place of a task that failed to the next", async () => {
  const gate = createConnectGate(1);
  const failed = gate.run(async () => {
    throw new Error("no connection");
  });
  const next = gate.run(async () => "connected");
  await expect(failed).rejects.toThrow("no connection");
  await expect(next).resolves.toBe("connected");
});

test("a gate lets tasks in in the order they came", async () => {
  const gate = createConnectGate(1);
  const order: number[] = [];
  const enter = (index: number) =>
    gate.run(async () => {
      order.push(index);
    });
  await Promise.all([enter(1), enter(2), enter(3), enter(4)]);
  expect(order).toStrictEqual([1, 2, 3, 4]);
});
