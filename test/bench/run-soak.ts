import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { renderPrivateKey } from "../../shared/pki/private-key.ts";
import { createTestPki } from "../support/test-pki.ts";
import { connectMany } from "./soak-client.ts";
import {
  type MemorySample,
  memorySample,
  soakServerReady,
  type SoakServerSetup,
} from "./soak-messages.ts";

export interface SoakOptions extends Pick<SoakServerSetup, "server" | "read"> {
  /** Default 4,000, or 1,000 if it is to be fast. */
  readonly connections?: number | undefined;
  readonly fast: boolean;
}

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

/** Watches the memory of a server in a process of its own while that many connections come and go. */
export async function runSoak({
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
