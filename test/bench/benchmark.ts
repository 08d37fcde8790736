import type { BenchLab } from "./bench-lab.ts";
import type { Measurement } from "./measurement.ts";

/** Something that is measured; one file each, and a line in `benchmarks.ts`. */
export interface Benchmark {
  readonly name: string;
  readonly summary: string;
  readonly run: (context: BenchContext) => Promise<readonly Measurement[]>;
}

export interface BenchContext {
  /** Folder with the built programs. */
  readonly dist: string;
  /** For files of the benchmarks' own; removed afterwards. */
  readonly folder: string;
  /** Hosts of the benchmarks' own; nothing is started before it is asked for. */
  readonly lab: BenchLab;
  /** Samples instead of a benchmark's own number. */
  readonly samples?: number;
  readonly log: (line: string) => void;
}
