/** What the steps look at, and where they may work. */
export interface Workroom {
  /** A finished release. */
  readonly release: string;
  /** Where npm has installed its package. */
  readonly installed: string;
  /** Empty at first, and gone afterwards. */
  readonly folder: string;
  readonly print: (line: string) => void;
}

/** One thing that is tried on a release; it fails by an error. */
export interface Step {
  readonly title: string;
  /** Why it cannot be tried on this machine; with `CI=true` that is a failure. */
  readonly obstacle?: () => string | undefined;
  readonly run: (room: Workroom) => Promise<void>;
}

export function expect(what: string, holds: boolean): void {
  if (!holds) throw new Error(`not so: ${what}`);
}

/** Archives and builds of Node for Linux run on Linux. */
export function findLinuxObstacle(): string | undefined {
  return process.platform === "linux" ? undefined : `this is ${process.platform}`;
}
