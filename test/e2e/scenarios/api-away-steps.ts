import { setTimeout as delay } from "node:timers/promises";
import { waitUntil } from "../../lab/wait-until.ts";
import { askWhy } from "../ask-why.ts";
import { stopApi } from "../away-api.ts";
import { expect, expectEqual } from "../expectation.ts";
import { kubectl, waitForNodes } from "../kubectl.ts";
import {
  bootOf,
  countBoots,
  expectFree,
  readMaintenance,
  readStep,
  runByHand,
  waitForPods,
  waitForStep,
} from "../maintained-host.ts";
import type { Scenario, Stage } from "../scenario.ts";
import { startStuckPod } from "../stuck-pod.ts";

const [HOST, OTHER] = ["w1", "w2"] as const;
const SENTINEL = "/var/run/reboot-required";
const STUCK = "stuck";
/** Goes down a while after it was told, so that there is a moment in between. */
const REBOOT = "/usr/local/sbin/reboot-soon";

/** Each step lasts long enough to be met, and no limit of a step is met. */
const KURED = {
  period: "2s",
  drain_delay: "12s",
  drain_timeout: "10m",
  reboot_delay: "12s",
  reboot_command: REBOOT,
  lock_release_delay: "12s",
};

/**
 * Longer than a turn is good for without being renewed (120 s), than an API call takes to give up (10 s),
 * than a deleted node keeps its turn (30 s), and than a silent kubelet counts as Ready (40 s).
 */
const AWAY_MS = 140_000;
/** What was asked for before is answered, and a call gives up after ten seconds. */
const SETTLE_MS = 25_000;

/**
 * The API server is away in each step of a reboot of w1, while w2 waits for its own: before the turn,
 * with the turn before the cordon, before the reboot, over the boot to before the uncordon, and before
 * the turn is handed on. In the end a drain passes its limit meanwhile, and is taken back.
 */
export const apiAwaySteps: Scenario = {
  name: "api-away-steps",
  needs: "formed-1-2",
  onlyByName: "the API server is away six times for more than two minutes",
  run: async (stage) => {
    const { lab, cli } = stage;
    await cli.editConfig((file) => file.setIn(["addons", "kured"], KURED));
    await cli.must("apply", "--yes");
    for (const host of [HOST, OTHER]) {
      const script = `printf '#!/bin/sh\\nsystemd-run --on-active=20 systemctl reboot\\n' >${REBOOT}`;
      await runByHand(lab, host, `${script}; chmod 755 ${REBOOT}`);
    }
    const boots = await countBoots(lab, HOST);
    await beforeTurn(stage);
    await runByHand(lab, OTHER, `touch ${SENTINEL}`);
    for (const step of ["acquired", "drained", "rebooting", "undoing"]) await inStep(stage, step);
    await waitForStep(lab, HOST, undefined, 120_000);
    expectEqual(
      `failure of ${HOST}`,
      (await readMaintenance(lab, HOST)).lastReboot?.failure,
      undefined,
    );
    expectEqual(`boots of ${HOST}`, (await countBoots(lab, HOST)) - boots, 1);
    await waitForOther(stage);
    await waitForNodes(lab, ["m1", HOST, OTHER]);
    await waitForPods(lab);
    await expectFree(lab);
    await drainPassesLimit(stage);
  },
};

async function beforeTurn(stage: Stage): Promise<void> {
  const { lab, cli } = stage;
  const boot = await bootOf(lab, HOST);
  const bringBack = await stopApi(lab);
  await cli.must(`reboot now ${HOST}`, "--yes");
  await delay(SETTLE_MS);
  await expectWaiting(stage, "before its turn", "idle");
  await delay(AWAY_MS - SETTLE_MS);
  expectEqual("step without the API server", await readStep(lab, HOST), undefined);
  expectEqual("boot without the API server", await bootOf(lab, HOST), boot);
  await bringBack();
}

/** w2, which waits, does not move, nor does w1 but for the boot that it had been told of. */
async function inStep(stage: Stage, step: string): Promise<void> {
  const { lab, note } = stage;
  await waitForStep(lab, HOST, step, 180_000);
  const boots = await bootsOf(stage);
  const bringBack = await stopApi(lab);
  const during = step === "rebooting" ? "returning" : step;
  await delay(SETTLE_MS);
  await waitForStep(lab, HOST, during, 60_000);
  await expectWaiting(stage, step, during);
  await delay(AWAY_MS - SETTLE_MS);
  expectEqual(`step after the API server was away in ${step}`, await readStep(lab, HOST), during);
  const after = await bootsOf(stage);
  expectEqual(`boot of ${OTHER}`, after.other, boots.other);
  expectEqual(`${HOST} has another boot`, after.host !== boots.host, step === "rebooting");
  await bringBack();
  const next = await nextStep(stage, during);
  note(`after ${during}: ${next}`);
}

/** Where w1 goes on from a step; its turn is not taken from it, so that is nothing but what comes next. */
async function nextStep({ lab }: Stage, from: string): Promise<string> {
  let next: string | undefined = from;
  await waitUntil(`${HOST} to go on after ${from}`, 120_000, async () => {
    const { disruption, lastReboot } = await readMaintenance(lab, HOST);
    expectEqual("failure", lastReboot?.failure, undefined);
    expectEqual(
      `step of ${OTHER}`,
      from === "undoing" ? undefined : await readStep(lab, OTHER),
      undefined,
    );
    next = disruption?.step;
    return next !== from;
  });
  return next ?? "idle";
}

async function expectWaiting({ lab, cli, note }: Stage, when: string, step: string): Promise<void> {
  const why = await askWhy(cli, HOST);
  expectEqual(`step of ${HOST}`, why.step, step);
  expect(
    `the reason is told: ${why.reboot.text}`,
    why.reboot.text.startsWith("the Kubernetes API: "),
  );
  expectEqual(`step of ${OTHER}`, await readStep(lab, OTHER), undefined);
  note(`${when}: ${why.reboot.text} (${why.tookMs} ms)`);
}

async function bootsOf({ lab }: Stage) {
  return { host: await bootOf(lab, HOST), other: await bootOf(lab, OTHER) };
}

async function waitForOther({ lab }: Stage): Promise<void> {
  await waitUntil(`${OTHER} to have rebooted`, 240_000, async () => {
    const { disruption, lastReboot } = await readMaintenance(lab, OTHER);
    return disruption === undefined && lastReboot !== undefined;
  });
  expectEqual(
    `failure of ${OTHER}`,
    (await readMaintenance(lab, OTHER)).lastReboot?.failure,
    undefined,
  );
}

async function drainPassesLimit(stage: Stage): Promise<void> {
  const { lab, cli, note } = stage;
  await cli.editConfig((file) => file.setIn(["addons", "kured", "drain_timeout"], "60s"));
  await cli.must("apply", "--yes");
  await startStuckPod(lab, STUCK, HOST);
  const boot = await bootOf(lab, HOST);
  await cli.must(`reboot now ${HOST}`, "--yes");
  await waitForStep(lab, HOST, "draining", 60_000);
  const bringBack = await stopApi(lab);
  await waitForStep(lab, HOST, "undoing", 120_000);
  await expectWaiting(stage, "after a drain's limit", "undoing");
  await bringBack();
  await waitForStep(lab, HOST, undefined, 120_000);
  const { lastReboot } = await readMaintenance(lab, HOST);
  note(`a drain that passed its limit: ${lastReboot?.failure}`);
  expect(
    `the API server is named: ${lastReboot?.failure}`,
    lastReboot?.failure?.startsWith("the Kubernetes API: ") === true,
  );
  expectEqual("boot after a drain in vain", await bootOf(lab, HOST), boot);
  await expectFree(lab);
  await kubectl(lab, ["delete", "deployment,pdb", STUCK]);
}
