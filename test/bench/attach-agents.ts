import { join } from "node:path";
import { createAgentDialer } from "../../controller/cluster/agent-dialer.ts";
import { openKeystore } from "../../controller/keystore/open-keystore.ts";

/**
 * `attach-agents.ts HOME CLUSTER RUN SAMPLES NAME=ADDRESS…`: as an administrator who is connected to
 * all these agents, the milliseconds until the first record of the run has come from every one; a line
 * per sample. Runs where the agents can be reached.
 */
const [home = "", cluster = "", run = "", samples = "0", ...hosts] = process.argv.slice(2);

const keystore = await openKeystore(join(home, ".pharos"), cluster, { now: () => new Date() });
if (keystore === undefined) throw new Error(`no keys of ${cluster} below ${home}`);
const dialer = await createAgentDialer({
  keystore,
  operator: "bench",
  connectTimeoutMs: 10_000,
  signal: new AbortController().signal,
});
for (let left = Number(samples); left > 0; left -= 1) {
  const connections = await Promise.all(
    hosts.map(async (host) => {
      const [name = "", address = ""] = host.split("=");
      const connection = await dialer.dial({ name, address });
      await connection.host.getHealth({ podNetwork: false });
      return connection;
    }),
  );
  const startMs = performance.now();
  await Promise.all(
    connections.map(async ({ runs }) => {
      for await (const record of runs.watchRun({ run, afterSequence: 0 })) {
        if (record.sequence !== 1) throw new Error("the run was not told from its start");
        return;
      }
      throw new Error(`nothing was told of ${run}`);
    }),
  );
  console.log(performance.now() - startMs);
  for (const connection of connections) connection.close();
}
