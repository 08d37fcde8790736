import type { FileWatch, PathsListener } from "./file-watch.ts";

/** Stands among watched paths for the packet filter's table, which is no file. */
export const FILTER_TABLE_PATH = "nft:inet/pharos";

export interface FilterWatchPorts {
  /** Another text whenever the table is another. */
  readonly fingerprint: () => Promise<string | undefined>;
  /** Calls once, later; what it gives calls it off. */
  readonly after: (ms: number, action: () => void) => () => void;
}

/**
 * nft's own monitor would be told of every rule that kube-proxy writes, thousands at a time on a
 * large cluster.
 */
const STEP_MS = 5_000;

/** Beside a watch of files: looks at the table now and then, and tells when it is another. */
export const withFilterWatch = (
  files: FileWatch,
  listener: PathsListener,
  { fingerprint, after }: FilterWatchPorts,
): FileWatch => {
  let stop: (() => void) | undefined;
  let seen: string | undefined;
  const look = async (): Promise<void> => {
    const now = await fingerprint().catch(() => seen);
    if (stop === undefined) return;
    if (now !== seen) listener([FILTER_TABLE_PATH]);
    seen = now;
    stop = after(STEP_MS, () => void look());
  };
  const start = (): void => {
    stop = () => undefined;
    void look();
  };
  const end = (): void => {
    stop?.();
    stop = undefined;
  };
  return {
    set: (paths) => {
      files.set(paths.filter((path) => path !== FILTER_TABLE_PATH));
      const isWanted = paths.includes(FILTER_TABLE_PATH);
      if (isWanted && stop === undefined) start();
      if (!isWanted) end();
    },
    problem: files.problem,
    close: () => {
      end();
      files.close();
    },
  };
};
