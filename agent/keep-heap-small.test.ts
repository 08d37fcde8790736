import { describe, expect, test } from "vitest";
import { keepHeapSmall, processHeap } from "./keep-heap-small.ts";

const MIB = 1024 * 1024;

/** What each look sees, in MiB; how often was collected after each. A collection leaves 10 MiB. */
const collectionsAfter = (sizes: readonly number[]): readonly number[] => {
  let size = 0;
  let collections = 0;
  const looks: (() => void)[] = [];
  keepHeapSmall({
    heapBytes: () => size * MIB,
    collect: () => {
      collections += 1;
      size = 10;
    },
    every: (_, look) => looks.push(look),
  });
  return sizes.map((seen) => {
    size = seen;
    looks[0]?.();
    return collections;
  });
};

describe("the heap", () => {
  test("is collected after the start", () => {
    expect(collectionsAfter([15, 15])).toEqual([0, 1]);
  });

  test("is left alone at rest", () => {
    expect(collectionsAfter([15, 15, 10, 11, 10, 11])).toEqual([0, 1, 1, 1, 1, 1]);
  });

  test("is collected once the work is over that made it large", () => {
    expect(collectionsAfter([15, 15, 10, 14, 14, 10, 10])).toEqual([0, 1, 1, 1, 2, 2, 2]);
  });

  test("is left alone when it shrinks by itself", () => {
    expect(collectionsAfter([15, 15, 14, 10, 14, 10])).toEqual([0, 1, 1, 1, 1, 1]);
  });

  test("of a process can be looked at and collected", () => {
    const before = processHeap.heapBytes();
    expect(() => processHeap.collect()).not.toThrow();
    expect(before).toBeGreaterThan(MIB);
    expect(globalThis.gc).toBeUndefined();
  });
});
