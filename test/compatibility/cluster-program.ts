import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createLoopbackCluster } from "../support/loopback-cluster.ts";

/**
 * A program: `cluster-program.ts FOLDER NAME=ADDRESS…` forms a cluster of such hosts by FOLDER's
 * cluster.yml, says where its administrator's home is, and lives until its input ends.
 */
const [folder = "", ...hosts] = process.argv.slice(2);

const cluster = await createLoopbackCluster();
for (const host of hosts) {
  const [name = "", address = ""] = host.split("=");
  cluster.addHost(name, address);
}
const { failures } = await cluster.apply(await readFile(join(folder, "cluster.yml"), "utf8"));
const told = failures.map(({ host, error }) => `${host}: ${error.message}`);
process.stdout.write(`${JSON.stringify({ home: cluster.home, failures: told })}\n`);
process.stdin.resume();
process.stdin.once("end", () => {
  void Promise.resolve(cluster[Symbol.asyncDispose]()).then(() => process.exit(0));
});
