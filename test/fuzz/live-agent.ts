import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { SecureContext } from "node:tls";
import { promisify } from "node:util";
import { openClusterSession } from "../../controller/cluster/cluster-session.ts";
import { AGENT_PORT } from "../../shared/firewall/port-table.ts";
import { agentDnsName } from "../../shared/pki/agent-name.ts";
import type { OperatorRole } from "../../shared/pki/operator-certificate.ts";
import { renderPrivateKey } from "../../shared/pki/private-key.ts";
import { openTransport, type OpenTransport } from "../../shared/rpc/open-transport.ts";
import { createClientContext } from "../../shared/rpc/tls-material.ts";
import { loadConfigText } from "../support/load-config-text.ts";
import { startTwin, type Twin } from "../twin/twin.ts";
import { twinHost } from "../twin/twin-hosts.ts";

/** One agent, enrolled as a master, in a process of its own. */
export interface LiveAgent extends AsyncDisposable {
  readonly twin: Twin;
  readonly address: string;
  readonly port: number;
  readonly identityName: string;
  readonly contextOf: (role: OperatorRole) => Promise<SecureContext>;
  readonly open: (context: SecureContext, timeoutMs?: number) => Promise<OpenTransport>;
}

/** Ended, with all that belongs to it, by its disposal. */
export const startLiveAgent = async (): Promise<LiveAgent> => {
  const twin = await startTwin({ hosts: 1, processes: 1, latencyFactor: 0 });
  try {
    await twin.writeConfig(1);
    const applier = await twin.bundle("controller-process.ts");
    const argv = [applier, twin.folder, 1, 0, 1, "0.1.0", twin.network].map(String);
    await promisify(execFile)(process.execPath, argv, { timeout: 60_000 });
    const { config } = await loadConfigText(
      await readFile(join(twin.folder, "cluster.yml"), "utf8"),
    );
    const now = (): Date => new Date();
    const { keystore } = await openClusterSession(join(twin.folder, ".pharos"), config, { now });
    const { name, address } = twinHost(0, twin.network);
    const identityName = agentDnsName(name, keystore.cluster.id);
    const target = { address, port: AGENT_PORT };
    return {
      twin,
      ...target,
      identityName,
      contextOf: async (role) => {
        const { chain, privateKey } = await keystore.issueOperatorCertificate({
          name: "fuzz",
          role,
        });
        const key = renderPrivateKey(privateKey);
        return createClientContext({ roots: keystore.trust.rootCertificate, chain, key });
      },
      open: (secureContext, timeoutMs = 20_000) =>
        openTransport({ target, identityName, secureContext, timeoutMs }),
      [Symbol.asyncDispose]: () => twin[Symbol.asyncDispose](),
    };
  } catch (error) {
    await twin[Symbol.asyncDispose]();
    throw error;
  }
};
