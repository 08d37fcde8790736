import { LabError } from "./lab-error.ts";
import { showHello } from "./demo/hello.ts";
import { findShortages } from "./demo/find-shortages.ts";
import { readCapacity } from "./demo/read-capacity.ts";
import { findLabObstacles } from "../runner/find-lab-obstacles.ts";
import { readLabMachine } from "../runner/read-lab-machine.ts";
import { renderGoodbye } from "./demo/render-goodbye.ts";
import { writeClusterYml } from "./cluster-yml.ts";
import { openLab } from "./lab.ts";
import type { Lab } from "./lab.ts";
import { labCacheDir } from "./lab-paths.ts";
import { runAttached } from "./run-command.ts";
import { join } from "node:path";

const root = join(import.meta.dirname, "..", "..");
const cli = join(root, "dist", "pharosctl.cjs");

/**
 * `npm run demo`: three bare hosts, a cluster on them by `pharosctl apply`, and pods that talk to each
 * other. All of it stays. A second call finds most of it done.
 */
const main = async (): Promise<void> => {
  const obstacles = [
    ...findLabObstacles(readLabMachine()),
    ...findShortages(await readCapacity(labCacheDir(process.env))),
  ];
  if (obstacles.length > 0) {
    throw new LabError(`this machine cannot run the demo:\n  - ${obstacles.join("\n  - ")}`);
  }
  const lab = openLab("demo");
  const clusterYml = join(lab.paths.labDir, "cluster.yml");

  say("1 of 6: build pharosctl and its agent");
  await must("the build", [process.execPath, join(root, "packaging", "build.ts")]);

  say(
    "2 of 6: one master and two workers, bare (the first time this builds Kubernetes: about ten minutes)",
  );
  await lab.up({ masters: 1, workers: 2, log: (line) => process.stdout.write(`${line}\n`) });
  await writeClusterYml(lab, clusterYml);

  say(`3 of 6: pharosctl apply ${clusterYml} --yes`);
  await pharosctl(lab, ["apply", clusterYml, "--yes"]);

  say("4 of 6: the nodes");
  await pharosctl(lab, ["status", clusterYml]);

  say("5 of 6: a pod on each worker, and a service for both");
  for await (const line of showHello(lab)) process.stdout.write(`${line}\n`);

  say("6 of 6: the same apply again");
  const startedMs = performance.now();
  await pharosctl(lab, ["apply", clusterYml, "--yes"]);
  process.stdout.write(`That took ${((performance.now() - startedMs) / 1000).toFixed(1)} s.\n`);

  process.stdout.write(renderGoodbye(lab.name, clusterYml));
};

const pharosctl = async (lab: Lab, args: readonly string[]): Promise<void> => {
  await must(`pharosctl ${args[0] ?? ""}`, await lab.execCommand([process.execPath, cli, ...args]));
};

const must = async (what: string, argv: readonly string[]): Promise<void> => {
  const code = await runAttached(argv);
  if (code !== 0) throw new LabError(`${what} ended with code ${code}`);
};

const say = (text: string): void => {
  process.stdout.write(`\n== ${text}\n\n`);
};

try {
  await main();
} catch (error) {
  if (!(error instanceof LabError)) throw error;
  process.stderr.write(`demo: ${error.message}\n`);
  if (error.cause instanceof Error) process.stderr.write(`  because: ${error.cause.message}\n`);
  process.exitCode = 1;
}
