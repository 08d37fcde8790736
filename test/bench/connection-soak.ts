import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { parseArgs } from "node:util";
import * as z from "zod";
import { renderPrivateKey } from "../../shared/pki/private-key.ts";
import { createTestPki } from "../support/test-pki.ts";
import { connectMany } from "./soak-client.ts";
import {
  type MemorySample,
  memorySample,
  soakServerReady,
  type SoakServerSetup,
} from "./soak-messages.ts";

/**
 * Does a server keep memory of connections with client certificates? (Node 24.21.0 and 26.8.0 keep
 * 4.4 KB of each.) Prints JSON and exits 1 above the limit, so that the Node that is shipped is
 * held to it:
 *
 *   node test/bench/connection-soak.ts [--connections 4000] [--server tls|grpc]
 *     [--read getPeerCertificate|getPeerX509Certificate] [--fast]
 */
export interface SoakResult {
  readonly node: string;
  readonly server: SoakServerSetup["server"];
  readonly read: SoakServerSetup["read"];
  readonly connections: number;
  /** After warm-up and garbage collection, as at the end. */
  readonly rssStartKiB: number;
  readonly rssEndKiB: number;
  /** Growth of what the process has from malloc, so without the JavaScript heap. */
  readonly nativePerConnectionBytes: number;
  readonly limitBytes: number;
}

const soakOptions = z.object({
  connections: z.coerce.number().int().positive().optional(),
  server: z.enum(["tls", "grpc"]).default("tls"),
  read: z.enum(["getPeerCertificate", "getPeerX509Certificate"]).default("getPeerCertificate"),
  fast: z.boolean().default(false),
});
type SoakOptions = Readonly<z.infer<typeof soakOptions>>;

const { values } = parseArgs({
  options: {
    connections: { type: "string" },
    server: { type: "string" },
    read: { type: "string" },
    fast: { type: "boolean" },
  },
});
const result = await soak(soakOptions.parse(values));
console.log(JSON.stringify(result, undefined, 2));
process.exitCode = result.nativePerConnectionBytes > result.limitBytes ? 1 : 0;

async function soak({
  fast,
  server,
  read,
  connections = fast ? 1000 : 4000,
}: SoakOptions): Promise<SoakResult> {
  const pki = await createTestPki();
  const credentials = await pki.agent("master-1");
  const child = fork(join(import.meta.dirname, "soak-server.ts"), { execArgv: ["--expose-gc"] });
  try {
    const key = renderPrivateKey(credentials.privateKey);
    const setup: SoakServerSetup = {
      server,
      read,
      clusterId: pki.clusterId,
      cert: credentials.chain,
      key,
      trust: pki.trust,
    };
    const { port } = soakServerReady.parse(await ask(child, setup));
    // The allocator's pools grow to their working size first.
    await connectMany({ pki, port, server, connections: fast ? 500 : 1000 });
    const start = memorySample.parse(await ask(child, "sample"));
    await connectMany({ pki, port, server, connections });
    const end = memorySample.parse(await ask(child, "sample"));
    return toResult({ server, read, connections }, start, end, fast);
  } finally {
    child.disconnect();
    await once(child, "exit");
  }
}

async function ask(child: ChildProcess, message: SoakServerSetup | "sample"): Promise<unknown> {
  const answer = once(child, "message", { signal: AbortSignal.timeout(30_000) });
  child.send(message);
  const values: readonly unknown[] = await answer;
  return values[0];
}

function toResult(
  run: Pick<SoakResult, "server" | "read" | "connections">,
  start: MemorySample,
  end: MemorySample,
  fast: boolean,
): SoakResult {
  const grown = end.nativeBytes - start.nativeBytes;
  return {
    node: process.version,
    ...run,
    rssStartKiB: Math.round(start.rssBytes / 1024),
    rssEndKiB: Math.round(end.rssBytes / 1024),
    nativePerConnectionBytes: Math.round(grown / (end.identified - start.identified)),
    // A thousand connections tell a leak of kilobytes from noise, not one of bytes.
    limitBytes: fast ? 2048 : 512,
  };
}
