import { describe, expect, test } from "vitest";
import { toMeasurement } from "./measurement.ts";

describe("toMeasurement", () => {
  test("gives median, least and most of an odd number of samples", () => {
    const figure = toMeasurement({ name: "start", unit: "ms" }, [30, 10, 20]);
    expect(figure).toEqual({ name: "start", unit: "ms", median: 20, min: 10, max: 30, n: 3 });
  });

  test("takes the middle of the two in an even number of samples", () => {
    expect(toMeasurement({ name: "start", unit: "ms" }, [10, 40, 20, 30]).median).toBe(25);
  });

  test("holds the median to the goal, not the worst sample", () => {
    const figure = toMeasurement({ name: "start", unit: "ms", goal: 80 }, [70, 75, 300]);
    expect(figure).toMatchObject({ goal: 80, met: true });
  });

  test("judges before it rounds", () => {
    const figure = toMeasurement({ name: "size", unit: "MB", goal: 3 }, [3.0004]);
    expect(figure).toMatchObject({ median: 3, met: false });
  });

  test("refuses to sum up nothing", () => {
    expect(() => toMeasurement({ name: "start", unit: "ms" }, [])).toThrow(RangeError);
  });
});
