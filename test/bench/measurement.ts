/** One figure of a benchmark over its samples. */
export interface Measurement {
  readonly name: string;
  readonly unit: string;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** How many samples. */
  readonly n: number;
  /** What the median must not exceed; absent for a figure that only explains another. */
  readonly goal?: number;
  readonly met?: boolean;
}

/** Sums samples up; throws without any. */
export const toMeasurement = (
  { name, unit, goal }: Pick<Measurement, "name" | "unit" | "goal">,
  samples: readonly number[],
): Measurement => {
  const sorted = samples.toSorted((a, b) => a - b);
  const [min] = sorted;
  const max = sorted.at(-1);
  if (min === undefined || max === undefined) throw new RangeError(`${name}: nothing was measured`);
  const median = medianOf(sorted);
  return {
    name,
    unit,
    median: rounded(median),
    min: rounded(min),
    max: rounded(max),
    n: sorted.length,
    ...(goal === undefined ? {} : { goal, met: median <= goal }),
  };
};

const medianOf = (sorted: readonly number[]): number => {
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? 0;
  return (lower + upper) / 2;
};

/** Three significant digits below a hundred, whole numbers above: more is noise. */
const rounded = (value: number): number =>
  Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
