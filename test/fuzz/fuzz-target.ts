import type { Arbitrary } from "fast-check";

/** Something that takes what others have written. */
export interface FuzzTarget {
  readonly name: string;
  readonly input: Arbitrary<string>;
  /** Takes it. A `PharosError` is a good answer, any other error is a find, and so is one that takes seconds. */
  readonly take: (text: string) => Promise<void>;
}
