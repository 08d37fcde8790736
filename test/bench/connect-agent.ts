import { join } from "node:path";
import { createAgentDialer } from "../../controller/cluster/agent-dialer.ts";
import { openKeystore } from "../../controller/keystore/open-keystore.ts";

/**
 * `connect-agent.ts HOME CLUSTER HOST ADDRESS CONNECTIONS`: so many connections to one agent as an
 * administrator, one call on each. Runs where the agent can be reached.
 */
const [home = "", cluster = "", name = "", address = "", connections = "0"] = process.argv.slice(2);
const IN_FLIGHT = 8;
const CONNECT_TIMEOUT_MS = 10_000;

const keystore = await openKeystore(join(home, ".pharos"), cluster, { now: () => new Date() });
if (keystore === undefined) throw new Error(`no keys of ${cluster} below ${home}`);
const dialer = await createAgentDialer({
  keystore,
  operator: "bench",
  connectTimeoutMs: CONNECT_TIMEOUT_MS,
  signal: new AbortController().signal,
});
let left = Number(connections);
const lane = async (): Promise<void> => {
  while (left > 0) {
    left -= 1;
    const connection = await dialer.dial({ name, address });
    await connection.host.getHealth({ podNetwork: false });
    connection.close();
  }
};
await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
