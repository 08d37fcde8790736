export interface Stop {
  /** Who asked for it. */
  readonly by?: string;
  /** What was finished last, in words. */
  readonly after?: string;
}

/** `stopped by ada after install packages`, as far as it is known. */
export const renderStop = ({ by, after }: Stop): string =>
  `stopped${by === undefined ? "" : ` by ${by}`}${after === undefined ? " before its first task" : ` after "${after}"`}`;
