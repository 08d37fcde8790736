import { loadavg } from "node:os";
import { Command } from "commander";
import { askRaw } from "../fuzz/ask-raw.ts";
import { startLiveAgent, type LiveAgent } from "../fuzz/live-agent.ts";

interface Flags {
  readonly minutes: string;
}

interface Sample {
  readonly atMs: number;
  readonly rssBytes: number;
  readonly descriptors: number;
}

const WARM_UP_ROUNDS = 200;
const ROUNDS_PER_SAMPLE = 50;
const GROWTH_LIMIT = 1.1;
const DESCRIPTOR_LIMIT = 8;

const program = new Command("soak")
  .description(
    "Connects to one agent anew again and again, lets it plan, look for drift and follow its events, and watches its memory and descriptors.",
  )
  .option("--minutes <count>", "how long", "10");

const run = async ({ minutes }: Flags): Promise<void> => {
  await using agent = await startLiveAgent();
  for (let round = 0; round < WARM_UP_ROUNDS; round += 1) await askOnce(agent);
  const samples = [await sample(agent)];
  const endMs = performance.now() + Number(minutes) * 60_000;
  while (performance.now() < endMs) {
    for (let round = 0; round < ROUNDS_PER_SAMPLE; round += 1) await askOnce(agent);
    samples.push(await sample(agent));
  }
  const passed = isFlat(samples);
  const text = {
    at: new Date().toISOString(),
    load: loadavg()[0],
    rounds: (samples.length - 1) * ROUNDS_PER_SAMPLE,
    passed,
    samples,
  };
  process.stdout.write(`${JSON.stringify(text, undefined, 2)}\n`);
  process.exitCode = passed ? 0 : 1;
};

/** One visit: health, a plan, a look for drift, and a follower of events that leaves. */
const askOnce = async (agent: LiveAgent): Promise<void> => {
  const opened = await agent.open(await agent.contextOf("admin"));
  const leave = new AbortController();
  const { signal } = leave;
  const watch = "/pharos.v1.EventService/WatchEvents";
  const follower = askRaw(opened.transport, watch, { signal }).catch(() => undefined);
  await askRaw(opened.transport, "/pharos.v1.HostService/GetHealth", { timeoutMs: 30_000 });
  await askRaw(opened.transport, "/pharos.v1.SpecService/Plan", { timeoutMs: 30_000 });
  await askRaw(opened.transport, "/pharos.v1.DriftService/CheckDrift", { timeoutMs: 30_000 });
  leave.abort();
  await follower;
  opened.close();
};

const sample = async ({ twin }: LiveAgent): Promise<Sample> => {
  const { rssBytes, descriptors } = await twin.usage();
  return { atMs: Math.round(performance.now()), rssBytes, descriptors };
};

/** The last third is what the first one was. */
const isFlat = (samples: readonly Sample[]): boolean => {
  const third = Math.max(1, Math.floor(samples.length / 3));
  const highest = (part: readonly Sample[], key: "rssBytes" | "descriptors"): number =>
    Math.max(...part.map((one) => one[key]));
  const [first, last] = [samples.slice(0, third), samples.slice(-third)];
  return (
    highest(last, "rssBytes") <= highest(first, "rssBytes") * GROWTH_LIMIT &&
    highest(last, "descriptors") <= highest(first, "descriptors") + DESCRIPTOR_LIMIT
  );
};

await program.action(run).parseAsync();
