import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import { LoopbackHost } from "../support/loopback-host.ts";
import { answerHost } from "./answer-host.ts";
import { callHost, type HostRequest, listenForCalls } from "./host-channel.ts";
import { withLatency } from "./host-latency.ts";
import { type ClusterChange, SharedCluster } from "./shared-cluster.ts";
import { watchTraffic } from "./traffic.ts";
import { commitFault, TwinFault } from "./twin-faults.ts";

/** What a process of agents is told in a file, whose path is its only argument. */
export const AgentsOrder = z.object({
  socketPath: z.string(),
  /** Of the other processes: what happens in the cluster is told to them. */
  others: z.array(z.string()),
  folder: z.string(),
  hosts: z.array(z.object({ name: z.string(), address: z.string() })),
  authority: z.object({ certificate: z.string(), key: z.string() }),
  /** How many times as long as usual a machine takes; 0: no time. */
  latencyFactor: z.number(),
});
export type AgentsOrder = z.infer<typeof AgentsOrder>;

/** It comes from another process of this program. */
const Change = z.custom<ClusterChange>((value) => typeof value === "object");

/** Lives until it is asked to end, or whoever started it is gone. */
const main = async (): Promise<void> => {
  const order = AgentsOrder.parse(JSON.parse(await readFile(process.argv[2] ?? "", "utf8")));
  const traffic = watchTraffic();
  const changes = new Mailbox<ClusterChange>(order.others.length);
  const cluster = new SharedCluster(changes.post);
  const factors = new Map<string, number>();
  const hosts = new Map(
    order.hosts.map(({ name, address }) => [
      name,
      new LoopbackHost({
        name,
        address,
        root: join(order.folder, name),
        cluster,
        authority: order.authority,
        ...(order.latencyFactor === 0
          ? {}
          : { disguise: withLatency(() => factors.get(name) ?? order.latencyFactor) }),
      }),
    ]),
  );
  const hostOf = (name = ""): LoopbackHost => {
    const host = hosts.get(name);
    if (host === undefined) throw new Error(`${name} does not live here`);
    return host;
  };
  const answer = async (
    { verb, host: name, argv }: HostRequest,
    input: AsyncIterable<string>,
    output: (text: string) => void,
  ): Promise<string> => {
    switch (verb) {
      case "probe":
      case "documents":
      case "run":
        return answerHost(hostOf(name), { verb, argv }, input, output);
      case "fault": {
        const fault = TwinFault.parse(JSON.parse(argv[0] ?? ""));
        const host = hostOf(fault.host);
        const setFactor = (factor: number): void => void factors.set(host.name, factor);
        const cut = (): void => void traffic.cut(host.address);
        await commitFault({ host, setFactor, cut }, fault);
        return "";
      }
      case "count":
        return JSON.stringify({ ...traffic.count(), ...(await usage()) });
      case "cluster":
        for await (const text of input) cluster.take(Change.parse(JSON.parse(text)));
        return "";
    }
  };
  const server = await listenForCalls(order.socketPath, answer);
  for (const [index, other] of order.others.entries()) void tellOf(changes.read(index), other);
  process.stdout.write("ready\n");
  const end = async (): Promise<void> => {
    server.close();
    await Promise.race([
      Promise.all([...hosts.values()].map((host) => host.dispose())),
      sleep(5_000),
    ]);
    process.exit(0);
  };
  process.once("SIGTERM", () => void end());
  // Whoever holds the other end is gone, however that came about.
  process.stdin.resume().once("end", () => void end());
};

/** The other process may not listen yet. */
const tellOf = async (changes: AsyncIterable<string>, socketPath: string): Promise<void> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await callHost(socketPath, { verb: "count", argv: [] });
      break;
    } catch (error) {
      if (attempt === 200) throw error;
      await sleep(50);
    }
  }
  await callHost(socketPath, { verb: "cluster", argv: [] }, { input: changes }).catch(
    () => undefined,
  );
};

const usage = async () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  return {
    cpuMs: (userCPUTime + systemCPUTime) / 1000,
    peakBytes: maxRSS * 1024,
    rssBytes: process.memoryUsage.rss(),
    descriptors: (await readdir("/proc/self/fd")).length,
  };
};

/** What is posted is read by every reader, in its order. */
class Mailbox<Message> {
  readonly #queues: string[][];
  #wakers: (() => void)[] = [];

  constructor(readers: number) {
    this.#queues = Array.from({ length: readers }, () => []);
  }

  readonly post = (message: Message): void => {
    for (const queue of this.#queues) queue.push(JSON.stringify(message));
    const wakers = this.#wakers;
    this.#wakers = [];
    for (const wake of wakers) wake();
  };

  async *read(reader: number): AsyncGenerator<string> {
    const queue = this.#queues[reader] ?? [];
    for (;;) {
      const next = queue.shift();
      if (next !== undefined) yield next;
      else await new Promise<void>((resolve) => this.#wakers.push(resolve));
    }
  }
}

await main();
