import { expect, test } from "vitest";
import { createInterruption } from "./interruption.ts";

test("the first signal asks to end, the second leaves after the last word", () => {
  const seen: string[] = [];
  const { signal, departure, interrupt } = createInterruption(() => seen.push("left"));
  departure.addEventListener("abort", () => seen.push("last word"));
  interrupt();
  expect(signal.aborted).toBe(true);
  expect(seen).toEqual([]);
  interrupt();
  expect(seen).toEqual(["last word", "left"]);
});
