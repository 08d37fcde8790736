import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import type { Lab } from "../../lab/lab.ts";
import { waitUntil } from "../../lab/wait-until.ts";
import type { Cli, CliResult } from "../cli.ts";
import { Disappointment, expectEqual, expectNone } from "../expectation.ts";
import { readJournal } from "../journal.ts";
import { waitForNodes } from "../kubectl.ts";
import { findLeftovers } from "../leftovers.ts";
import { readPlan } from "../plan-promise.ts";
import { checkPodNetwork } from "../pods.ts";
import type { Scenario } from "../scenario.ts";

/** Killed at any moment, CLI or agent, an apply is taken up by the next one, and nothing is left lying about. */
export const interrupted: Scenario = {
  name: "interrupted",
  needs: "bare",
  onlyByName: "it kills at moments that a fast machine may have passed, and then waits in vain",
  run: async ({ lab, cli, note }) => {
    for (const afterMs of [1_500, 5_000, 9_000])
      await killCli(cli, async () => await delay(afterMs));
    await killCli(cli, async () => await waitForTask(lab, "w1", "packages:host"));
    await lab.ssh("w2", KILL_AGENT);
    note("CLI killed 4 times");
    const during = await withAgentKilled(lab, cli, "m1", "kubeadm-init:control-plane");
    note(`with the agent killed in kubeadm init: ended with ${during.code}`);
    const last = await applyPatiently(cli);
    note(`last apply ${(last.tookMs / 1000).toFixed(1)} s`);
    await waitForNodes(lab, ["m1", "w1", "w2"]);
    const plan = await readPlan(cli);
    expectEqual(
      "planned afterwards",
      plan.hosts.flatMap(({ tasks }) => tasks),
      [],
    );
    await checkPodNetwork(lab, ["m1", "w1", "w2"]);
    const left = await findLeftovers(lab);
    expectNone(
      "left on hosts",
      left.filter((text) => !isKeptForAWhile(text)),
    );
  },
};

/**
 * What a kill leaves for a while: staging sweeps folders that are a day old, since a younger one may
 * be another CLI's, and an agent forgets ended programs of a dead one after their results were kept.
 */
const isKeptForAWhile = (text: string): boolean =>
  /: \/var\/tmp\/pharos\.\w+$/.test(text) || /: pharos-task-\S+ loaded active exited /.test(text);

const KILL_AGENT = [
  "systemctl",
  "kill",
  "--kill-who=main",
  "--signal=KILL",
  "pharos-agent.service",
];

/** Starts an apply and kills it with SIGKILL at the moment that `until` waits for. */
async function killCli(cli: Cli, until: () => Promise<void>): Promise<void> {
  const child = await cli.start("apply", "--yes");
  const ended = once(child, "exit");
  try {
    await until();
  } finally {
    child.kill("SIGKILL");
    await ended;
  }
}

async function withAgentKilled(lab: Lab, cli: Cli, host: string, task: string): Promise<CliResult> {
  const applying = applyPatiently(cli);
  await Promise.race([waitForTask(lab, host, task), applying]);
  await lab.ssh(host, KILL_AGENT);
  return await applying;
}

async function waitForTask(lab: Lab, host: string, task: string): Promise<void> {
  const known = (await readJournal(lab, host)).length;
  await waitUntil(
    `${host} to begin ${task}`,
    300_000,
    async () => {
      const fresh = (await readJournal(lab, host)).slice(known);
      return fresh.some(({ event }) => event.type === "task-started" && event.task === task);
    },
    300,
  );
  // Into the middle of what it runs.
  await delay(1_500);
}

/** As a person does it: again until the dead CLI's lock has expired and what it left running has ended. */
async function applyPatiently(cli: Cli): Promise<CliResult> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const result = await cli.run("apply", "--yes");
    if (!/error (LOCK_HELD|HOST_BUSY)/.test(result.stderr)) return result;
    await delay(5_000);
  }
  throw new Disappointment("the lock of a dead CLI has not expired");
}
