/** Lines of output for a document. */
export interface KeptLines {
  readonly add: (line: string) => void;
  readonly lines: readonly string[];
  /** More came than is kept. */
  readonly isTruncated: () => boolean;
}

/** Keeps the first `limit` lines. */
export const createKeptLines = (limit: number): KeptLines => {
  const lines: string[] = [];
  let more = false;
  return {
    add: (line) => {
      if (lines.length < limit) lines.push(line);
      else more = true;
    },
    lines,
    isTruncated: () => more,
  };
};
