import type { Lab } from "../lab/lab.ts";
import type { Cli } from "./cli.ts";
import type { HostPicture } from "./host-picture.ts";

/** Kept disks of all hosts, with the administrator's home that belongs to them: masters and workers by number. */
export type SnapshotName =
  | "bare"
  | "formed-1-2"
  | "bare-3-2"
  | "formed-3-2"
  | "bare-5-1"
  | "bare-1-1"
  /** A master that is a cluster, and a bare host that cluster.yml has as its worker. */
  | "waiting-1-1"
  | "bare-2-0"
  /** The same with a second master. */
  | "waiting-2-0";

/** The hosts of a snapshot, and the snapshot of the same hosts before anything was on them. */
export interface SnapshotKind {
  readonly masters: number;
  readonly workers: number;
  readonly bare: SnapshotName;
  /** Hosts that are nodes of a cluster. */
  readonly nodes: readonly string[];
}

export const snapshotKinds: Readonly<Record<SnapshotName, SnapshotKind>> = {
  bare: { masters: 1, workers: 2, bare: "bare", nodes: [] },
  "formed-1-2": { masters: 1, workers: 2, bare: "bare", nodes: ["m1", "w1", "w2"] },
  "bare-3-2": { masters: 3, workers: 2, bare: "bare-3-2", nodes: [] },
  "formed-3-2": { masters: 3, workers: 2, bare: "bare-3-2", nodes: ["m1", "m2", "m3", "w1", "w2"] },
  "bare-5-1": { masters: 5, workers: 1, bare: "bare-5-1", nodes: [] },
  "bare-1-1": { masters: 1, workers: 1, bare: "bare-1-1", nodes: [] },
  "waiting-1-1": { masters: 1, workers: 1, bare: "bare-1-1", nodes: ["m1"] },
  "bare-2-0": { masters: 2, workers: 0, bare: "bare-2-0", nodes: [] },
  "waiting-2-0": { masters: 2, workers: 0, bare: "bare-2-0", nodes: ["m1"] },
};

/** One thing that real hosts have to show. A file in `scenarios/`, a line in `scenarios.ts`. */
export interface Scenario {
  readonly name: string;
  /** What the hosts are when it begins. */
  readonly needs: SnapshotName;
  /** Why it runs only when it is named, where it does not do so with all others. */
  readonly onlyByName?: string;
  /** Where it runs with all others on every third day only, since it takes long: days since 1970, modulo 3. */
  readonly turn?: 0 | 1 | 2;
  /** What the hosts are when it has passed, kept for those who need it. */
  readonly leaves?: SnapshotName;
  /**
   * It undoes all that it did, so that the next one can go on with its hosts: putting them back takes
   * half a minute. Held to it: afterwards there is nothing to plan.
   */
  readonly isUndone?: true;
  /** Throws where something is not as it should be. */
  readonly run: (stage: Stage) => Promise<void>;
}

/** The world of one scenario. */
export interface Stage {
  readonly lab: Lab;
  readonly cli: Cli;
  /** What the hosts looked like before anything was on them, by host. */
  readonly barePictures: ReadonlyMap<string, HostPicture>;
  /** A figure or a remark that stands in the scenario's line of the report. */
  readonly note: (text: string) => void;
}
