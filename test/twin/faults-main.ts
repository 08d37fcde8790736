import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { bundleTwin } from "./bundle-twin.ts";
import { listFaultCases, pickQuickCases } from "./fault-case.ts";
import { rehearse, type TrialPorts, type TrialResult, tryFault } from "./fault-trial.ts";
import { watchTraffic } from "./traffic.ts";
import { randomNetwork } from "./twin-hosts.ts";

interface Flags {
  readonly quick: boolean;
  readonly limitMinutes: string;
  readonly kind?: string;
  readonly json?: string;
}

const program = new Command("faults:twin")
  .description(
    "Breaks first applies on machines in memory: CLI, agent and host are killed, stopped and cut off in the middle of every kind of task.",
  )
  .option("--quick", "each fault once, each at another kind of task", false)
  .option("--kind <kind>", "only in tasks of this kind")
  .option("--limit-minutes <number>", "begin no further trial after this time", "30")
  .option("--json <file>", "writes the results there too");

const run = async ({ quick, limitMinutes, kind, json }: Flags): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), "pharos-faults-"));
  process.env["TMPDIR"] = folder;
  const results: TrialResult[] = [];
  try {
    const applier = await bundleTwin(folder, "controller-process.ts");
    const ports: TrialPorts = { applier, network: randomNetwork(), traffic: watchTraffic() };
    const all = listFaultCases(await rehearse(ports));
    const wanted = all.filter((one) => kind === undefined || one.kind === kind);
    const endMs = performance.now() + Number(limitMinutes) * 60_000;
    for (const fault of quick ? pickQuickCases(wanted) : wanted) {
      if (performance.now() > endMs) break;
      const result = await tryFault(fault, ports);
      results.push(result);
      tell(result);
    }
    const survived = results.filter((result) => result.survived).length;
    const text = JSON.stringify(
      {
        at: new Date().toISOString(),
        load: loadavg()[0],
        possible: all.length,
        tried: results.length,
        survived,
        results,
      },
      undefined,
      2,
    );
    if (json !== undefined) await writeFile(json, `${text}\n`);
    process.stdout.write(`${survived} passed, ${results.length - survived} failed\n`);
    process.exitCode = survived === results.length && survived > 0 ? 0 : 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const tell = ({
  survived,
  subject,
  manner,
  kind,
  host,
  ended,
  damage,
  tookMs,
}: TrialResult): void => {
  const word = survived ? "ok" : "FAIL";
  const what = `${subject} ${manner} in ${kind} on ${host}, the apply ended with ${ended}`;
  process.stdout.write(`${word.padEnd(6)}${what} (${(tookMs / 1000).toFixed(1)} s)\n`);
  for (const line of damage) process.stdout.write(`      ${line}\n`);
};

await program.action(run).parseAsync();
// An agent that was killed in memory never ends its last task.
process.exit();
