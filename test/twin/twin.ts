import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import { renderPrivateKey } from "../../shared/pki/private-key.ts";
import { loopbackYml } from "../support/loopback-yml.ts";
import { createTestPki } from "../support/test-pki.ts";
import type { AgentsOrder } from "./agents-process.ts";
import { bundleTwin } from "./bundle-twin.ts";
import { callHost } from "./host-channel.ts";
import type { TwinFault } from "./twin-faults.ts";
import { processOf, randomNetwork, socketOf, twinHost } from "./twin-hosts.ts";

export interface TwinOptions {
  /** Machines that there are; clusters may have fewer. */
  readonly hosts: number;
  /** That agents are spread over. */
  readonly processes: number;
  /** How many times as long as usual machines take; 0: no time. */
  readonly latencyFactor: number;
}

/** Of all agents together, since they were started. */
export interface AgentUsage {
  readonly received: number;
  readonly sent: number;
  readonly connections: number;
  readonly cpuMs: number;
  /** Of the processes at their largest, added up. */
  readonly peakBytes: number;
  /** At this moment. */
  readonly rssBytes: number;
  readonly descriptors: number;
}

/** Agents of a cluster in processes of this machine, bare at first; ended by its disposal. */
export interface Twin extends AsyncDisposable {
  /** For everything that belongs to it; goes with it. */
  readonly folder: string;
  /** Of its hosts' addresses. */
  readonly network: number;
  /** Writes cluster.yml for the first hosts and gives its folder. */
  readonly writeConfig: (hosts: number) => Promise<string>;
  readonly usage: () => Promise<AgentUsage>;
  readonly commit: (fault: TwinFault) => Promise<void>;
  /** Bundles a program of the twin: what is measured starts as the product does. */
  readonly bundle: (entry: string) => Promise<string>;
}

/** Starts them and waits until they can be spoken to. */
export const startTwin = async ({
  hosts,
  processes,
  latencyFactor,
}: TwinOptions): Promise<Twin> => {
  const folder = await mkdtemp(join(tmpdir(), "pharos-twin-"));
  const children: ChildProcess[] = [];
  const sockets = Array.from({ length: processes }, (_, index) => socketOf(folder, index));
  const bundle = (entry: string): Promise<string> => bundleTwin(folder, entry);
  const network = randomNetwork();
  const end = async (): Promise<void> => {
    await Promise.all(children.map(endProcess));
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const program = await bundle("agents-process.ts");
    const authority = await createAuthority();
    for (const [index, socketPath] of sockets.entries()) {
      const mine = Array.from({ length: hosts }, (_, at) => at).filter(
        (at) => processOf(at, processes) === index,
      );
      const order: AgentsOrder = {
        socketPath,
        others: sockets.filter((other) => other !== socketPath),
        folder: join(folder, "hosts"),
        hosts: mine.map((at) => twinHost(at, network)),
        authority,
        latencyFactor,
      };
      const path = join(folder, `agents-${index}.json`);
      await writeFile(path, JSON.stringify(order), { mode: 0o600 });
      children.push(
        spawn(process.execPath, [program, path], { stdio: ["pipe", "pipe", "inherit"] }),
      );
    }
    await Promise.all(children.map(waitUntilReady));
  } catch (error) {
    await end();
    throw error;
  }
  return {
    folder,
    network,
    bundle,
    writeConfig: (count) => writeConfig(folder, count, network),
    usage: () => readUsage(sockets),
    commit: async (fault) => {
      const request = { verb: "fault", host: fault.host, argv: [JSON.stringify(fault)] } as const;
      const index = Number(fault.host.replace(/^h-/, ""));
      await callHost(socketOf(folder, processOf(index, processes)), {
        ...request,
        argv: [...request.argv],
      });
    },
    [Symbol.asyncDispose]: end,
  };
};

const createAuthority = async (): Promise<AgentsOrder["authority"]> => {
  const { root } = await createTestPki();
  return { certificate: root.certificate.toString(), key: renderPrivateKey(root.privateKey) };
};

const START_LIMIT_MS = 60_000;

const waitUntilReady = async (child: ChildProcess): Promise<void> => {
  if (child.stdout === null) throw new Error("the process of agents has no output");
  const line = once(createInterface({ input: child.stdout }), "line");
  const first = await Promise.race([
    line.then(() => "ready"),
    once(child, "exit").then(() => "ended"),
    sleep(START_LIMIT_MS, "late", { ref: false }),
  ]);
  if (first !== "ready") throw new Error(`a process of agents is not ready: ${first}`);
};

const END_LIMIT_MS = 10_000;

const endProcess = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), END_LIMIT_MS);
  await ended;
  clearTimeout(timer);
};

const writeConfig = async (folder: string, count: number, network: number): Promise<string> => {
  const addresses = Array.from({ length: count }, (_, index) => twinHost(index, network).address);
  await mkdir(join(folder, "keys"), { recursive: true });
  await writeFile(join(folder, "keys", "apt.asc"), "-----BEGIN PGP PUBLIC KEY BLOCK-----\n");
  await writeFile(
    join(folder, "cluster.yml"),
    loopbackYml(addresses.slice(0, 1), addresses.slice(1)),
  );
  return folder;
};

const Counted = z.object({
  received: z.number(),
  sent: z.number(),
  connections: z.number(),
  cpuMs: z.number(),
  peakBytes: z.number(),
  rssBytes: z.number(),
  descriptors: z.number(),
});

const readUsage = async (sockets: readonly string[]): Promise<AgentUsage> => {
  const counts = await Promise.all(
    sockets.map(async (path) =>
      Counted.parse(JSON.parse(await callHost(path, { verb: "count", argv: [] }))),
    ),
  );
  const sum = (key: keyof AgentUsage): number =>
    counts.reduce((total, count) => total + count[key], 0);
  return {
    received: sum("received"),
    sent: sum("sent"),
    connections: sum("connections"),
    cpuMs: sum("cpuMs"),
    peakBytes: sum("peakBytes"),
    rssBytes: sum("rssBytes"),
    descriptors: sum("descriptors"),
  };
};
