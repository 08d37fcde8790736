import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import type { Lab } from "../lab/lab.ts";
import { waitUntil } from "../lab/wait-until.ts";
import type { Benchmark } from "./benchmark.ts";
import { toMeasurement } from "./measurement.ts";

const SAMPLES = 5;
const GOAL_S = 2;
const WAITING = ["w1", "w2"] as const;
const LIMIT_MS = 180_000;
/** Nothing comes due while it is measured. */
const ADDONS = { "host-upgrades": { interval: "30d" } };

/** Two hosts are told to upgrade, of which one may at a time; a sample per pair. */
export const turnHandOver: Benchmark = {
  name: "turn-hand-over",
  summary:
    "from the end of a host's turn to the beginning of the next one's, while nothing else goes on",
  run: async ({ lab, samples = SAMPLES, log }) => {
    const hosts = await lab.formed();
    await lab.configure({ addons: ADDONS });
    await lab.pharosctl("apply", "--yes");
    const turns = await watchTurns(hosts);
    const found: number[] = [];
    try {
      for (let round = 0; round < samples; round += 1) {
        const from = turns.seen.length;
        await Promise.all(WAITING.map((host) => lab.pharosctl("host-upgrades run", host)));
        await waitUntil("both hosts to have had their turn", LIMIT_MS, async () =>
          isThrough(turns.seen.slice(from)),
        );
        const pause = handOver(turns.seen.slice(from));
        log(`handed over in ${pause.toFixed(0)} ms`);
        found.push(pause / 1000);
      }
    } finally {
      await turns.end();
    }
    return [toMeasurement({ name: "turn-hand-over", unit: "s", goal: GOAL_S }, found)];
  },
};

interface Turn {
  readonly atMs: number;
  /** Empty: nobody. */
  readonly holder: string;
}

/** Changes of the only turn, as the API server tells of them. */
const watchTurns = async (hosts: Lab) => {
  const holder = 'jsonpath={.spec.holderIdentity}{"\\n"}';
  const [program = "", ...parameters] = await hosts.sshCommand("m1", [
    ..."kubectl --kubeconfig /etc/kubernetes/admin.conf -n pharos-system".split(" "),
    ..."get leases --watch -o".split(" "),
    holder,
  ]);
  const child = spawn(program, parameters, { stdio: ["ignore", "pipe", "ignore"] });
  const ended = once(child, "exit");
  const seen: Turn[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => {
    // A renewal is no change.
    if (seen.at(-1)?.holder !== line) seen.push({ atMs: performance.now(), holder: line });
  });
  // What was there before is told first.
  await sleep(2_000);
  return {
    seen,
    end: async () => {
      child.kill("SIGTERM");
      await ended;
    },
  };
};

const isThrough = (seen: readonly Turn[]): boolean =>
  seen.at(-1)?.holder === "" &&
  WAITING.every((host) => seen.some(({ holder }) => holder.startsWith(`${host}/`)));

/** From the first holder's end to the second one's beginning. */
const handOver = (seen: readonly Turn[]): number => {
  const at = seen.findIndex(({ holder }, index) => holder === "" && index > 0);
  const [freed, taken] = [seen[at], seen[at + 1]];
  if (freed === undefined || taken === undefined) throw new Error("no turn was handed over");
  return taken.atMs - freed.atMs;
};
