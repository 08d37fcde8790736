import { type ChildProcessByStdio, spawn } from "node:child_process";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { type ClusterOverrides, writeClusterYml } from "../lab/cluster-yml.ts";
import { type Lab, openLab } from "../lab/lab.ts";
import { type TimedRun, timedRun } from "./timed-run.ts";

/** Real hosts for benchmarks: one master and two workers, bare or as a cluster. */
export interface BenchLab {
  /** Puts all hosts back to before anything was installed. */
  readonly bare: () => Promise<Lab>;
  /** With the cluster formed, by an apply if there is none yet. */
  readonly formed: () => Promise<Lab>;
  /** Writes cluster.yml anew; top-level keys replace the lab's own. Nothing is applied. */
  readonly configure: (overrides: ClusterOverrides) => Promise<void>;
  /** Runs pharosctl (a verb has one word or two) on the lab's cluster.yml, where it can reach the hosts. */
  readonly pharosctl: (verb: string, ...options: readonly string[]) => Promise<TimedRun>;
  /** The same, left to the caller, who reads its standard output. */
  readonly start: (
    verb: string,
    ...options: readonly string[]
  ) => Promise<ChildProcessByStdio<null, Readable, null>>;
  /** The administrator's home, with the cluster's keys. */
  readonly home: string;
  /** Takes down what was started. */
  readonly close: () => Promise<void>;
}

export interface BenchLabOptions {
  readonly name: string;
  readonly dist: string;
  /** For the administrator's home and cluster.yml. */
  readonly folder: string;
  readonly log: (line: string) => void;
}

const MASTERS = 1;
const WORKERS = 2;
const APPLY_LIMIT_MS = 30 * 60_000;

/** Starts nothing yet. */
export const createBenchLab = ({ name, dist, folder, log }: BenchLabOptions): BenchLab => {
  const lab = openLab(name);
  const home = join(folder, "home");
  const clusterFile = join(folder, "cluster.yml");
  let state: "down" | "bare" | "formed" | "used" = "down";
  const bare = async (): Promise<Lab> => {
    if (state === "down") await startBare(lab, log);
    else if (state !== "bare") await lab.restore("bare");
    state = "used";
    await rm(home, { recursive: true, force: true });
    await mkdir(home, { recursive: true });
    await writeClusterYml(lab, clusterFile);
    return lab;
  };
  const toArgv = (verb: string, options: readonly string[]): Promise<readonly string[]> => {
    const program = join(dist, "pharosctl.cjs");
    return lab.execCommand([
      process.execPath,
      program,
      ...verb.split(" "),
      "-c",
      clusterFile,
      ...options,
    ]);
  };
  const env = { HOME: home };
  const pharosctl: BenchLab["pharosctl"] = async (verb, ...options) =>
    timedRun(await toArgv(verb, options), { env, limitMs: APPLY_LIMIT_MS });
  return {
    home,
    bare,
    configure: (overrides) => writeClusterYml(lab, clusterFile, overrides),
    pharosctl,
    start: async (verb, ...options) => {
      const [program = "", ...parameters] = await toArgv(verb, options);
      return spawn(program, parameters, {
        stdio: ["ignore", "pipe", "ignore"],
        env: { ...process.env, ...env },
      });
    },
    formed: async () => {
      if (state === "formed") return lab;
      await bare();
      log("forming a cluster");
      await pharosctl("apply", "--yes");
      state = "formed";
      return lab;
    },
    close: async () => {
      if (state !== "down") await lab.down(true);
      state = "down";
    },
  };
};

const startBare = async (lab: Lab, log: (line: string) => void): Promise<void> => {
  log("starting hosts");
  await lab.up({ masters: MASTERS, workers: WORKERS, bastion: false, supply: true, log });
  await lab.snapshot("bare");
};
