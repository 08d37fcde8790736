import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { RunRecord } from "../../shared/spec/run.ts";
import type { PhaseEvent } from "../../controller/engine/phase.ts";
import { createLoopbackController } from "../support/loopback-controller.ts";
import { createDistribution } from "../support/loopback-distribution.ts";
import { openRemoteLink } from "./remote-host.ts";
import { processOf, socketOf, twinHost } from "./twin-hosts.ts";

/**
 * A program: `FOLDER HOSTS ENROLLED PROCESSES VERSION NETWORK` applies FOLDER's cluster.yml once; hosts from
 * number ENROLLED on are reached as over SSH. Prints one line of JSON.
 */
const [
  folder = "",
  hosts = "0",
  enrolled = "0",
  processes = "1",
  version = "0.1.0",
  network = "64",
] = process.argv.slice(2);

const known = new Map(
  Array.from({ length: Number(hosts) }, (_, index) => {
    const { name, address } = twinHost(index, Number(network));
    const socketPath = socketOf(folder, processOf(index, Number(processes)));
    return [
      address,
      {
        name,
        isOff: false,
        isEnrolled: index < Number(enrolled),
        sshLink: (options: Parameters<typeof openRemoteLink>[1]) =>
          openRemoteLink({ name, address, socketPath }, options),
      },
    ] as const;
  }),
);

const controller = createLoopbackController({
  home: folder,
  find: (address) => known.get(address),
  distribution: () => createDistribution(version),
  isForgetful: true,
});

/** When the last host has ended a phase, by its title. */
const phaseEndsMs: Record<string, number> = {};
const watch = (happening: PhaseEvent | RunRecord): void => {
  if ("type" in happening && happening.type === "phase-done")
    phaseEndsMs[happening.phase] = Math.round(performance.now());
};

const interruption = new AbortController();
process.once("SIGINT", () => interruption.abort());

const clusterYml = await readFile(join(folder, "cluster.yml"), "utf8");
const { failures, isNothingToDo } = await controller.apply(clusterYml, {
  watch,
  signal: interruption.signal,
});
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
process.stdout.write(
  `${JSON.stringify({
    failures: failures.map(({ host, error }) => `${host}: ${error.code}`),
    isNothingToDo,
    phaseEndsMs,
    cpuMs: (userCPUTime + systemCPUTime) / 1000,
    peakBytes: maxRSS * 1024,
  })}\n`,
);
// What is left open by then are connections that end by themselves.
await sleep(0);
process.exit(failures.length === 0 ? 0 : 1);
