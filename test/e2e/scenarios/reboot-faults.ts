import type { Lab } from "../../lab/lab.ts";
import { waitUntil } from "../../lab/wait-until.ts";
import { expect, expectEqual, expectNone } from "../expectation.ts";
import { kubectl, waitForNodes } from "../kubectl.ts";
import {
  bootOf,
  countBoots,
  expectFree,
  readMaintenance,
  runByHand,
  waitForStep,
} from "../maintained-host.ts";
import { startStuckPod } from "../stuck-pod.ts";
import type { Scenario, Stage } from "../scenario.ts";
import { turnHolders } from "../turn-holders.ts";

const HOST = "w1";
const STUCK = "stuck";
/** Goes down a while after it was told, so that there is a moment in between. */
const REBOOT = "/usr/local/sbin/reboot-soon";

/** Each step lasts long enough to be met. */
const KURED = {
  drain_delay: "8s",
  drain_timeout: "40s",
  reboot_delay: "8s",
  lock_release_delay: "8s",
  reboot_command: REBOOT,
};

const STEPS = ["acquired", "draining", "drained", "rebooting", "returning", "undoing"];

/**
 * Reboots of a host into which something comes: a pod that is never evicted, its agent killed in each
 * step, the API server silent while it is back, its node deleted in its turn. Each ends with the host
 * in a known state: it reboots once or not at all, is not cordoned, and has no turn.
 */
export const rebootFaults: Scenario = {
  name: "reboot-faults",
  needs: "formed-1-2",
  onlyByName: "a host drains three times and reboots once, which takes four minutes",
  run: async (stage) => {
    const { lab, cli } = stage;
    await cli.editConfig((file) => file.setIn(["addons", "kured"], KURED));
    await cli.must("apply", "--yes");
    await runByHand(
      lab,
      HOST,
      `printf '#!/bin/sh\\nsystemd-run --on-active=8 systemctl reboot\\n' >${REBOOT}`,
    );
    await runByHand(lab, HOST, `chmod 755 ${REBOOT}`);
    await neverEvicted(stage);
    await killedInEachStep(stage);
    await nodeDeleted(stage);
  },
};

async function neverEvicted({ lab, cli, note }: Stage): Promise<void> {
  await startStuckPod(lab, STUCK, HOST);
  const boot = await bootOf(lab, HOST);
  await cli.must(`reboot now ${HOST}`, "--yes");
  await waitForStep(lab, HOST, "draining", 60_000);
  await waitForStep(lab, HOST, undefined, 120_000);
  const { lastReboot } = await readMaintenance(lab, HOST);
  expect(`the pod is named: ${lastReboot?.failure}`, lastReboot?.failure?.includes(STUCK) === true);
  expectEqual("boot after a drain in vain", await bootOf(lab, HOST), boot);
  await expectFree(lab);
  note(`never evicted: ${lastReboot?.failure}`);
}

async function killedInEachStep({ lab, cli, note }: Stage): Promise<void> {
  const boots = await countBoots(lab, HOST);
  await cli.must(`reboot now ${HOST}`, "--yes");
  for (const step of STEPS) {
    await waitForStep(lab, HOST, step, 120_000);
    await killAgent(lab);
    if (step === "draining") {
      await waitForAgent(lab);
      expectEqual(
        "step after the agent is back",
        (await readMaintenance(lab, HOST)).disruption?.step,
        step,
      );
      await kubectl(lab, ["delete", "pdb", STUCK]);
    }
    if (step === "returning") await silenceApi(lab);
  }
  await waitForStep(lab, HOST, undefined, 120_000);
  const { lastReboot } = await readMaintenance(lab, HOST);
  expectEqual("failure of the reboot", lastReboot?.failure, undefined);
  expectEqual("boots", (await countBoots(lab, HOST)) - boots, 1);
  note(`killed in ${STEPS.join(", ")}`);
  await waitForNodes(lab, ["m1", "w1", "w2"]);
  await expectFree(lab);
}

async function nodeDeleted({ lab, cli, note }: Stage): Promise<void> {
  await startStuckPod(lab, STUCK, HOST);
  const boot = await bootOf(lab, HOST);
  await cli.must(`reboot now ${HOST}`, "--yes");
  await waitForStep(lab, HOST, "draining", 60_000);
  await kubectl(lab, ["delete", "node", HOST]);
  await waitForStep(lab, HOST, undefined, 60_000);
  expectNone("holders of turns", await turnHolders(lab));
  expectEqual("boot after the node was deleted", await bootOf(lab, HOST), boot);
  note(`node deleted: ${(await readMaintenance(lab, HOST)).lastReboot?.failure}`);
}

async function killAgent(lab: Lab): Promise<void> {
  await runByHand(lab, HOST, "systemctl kill -s KILL pharos-agent");
}

async function waitForAgent(lab: Lab): Promise<void> {
  await waitUntil("the agent to be back", 30_000, async () => {
    const { stdout } = await lab.ssh(HOST, ["systemctl", "is-active", "pharos-agent"]);
    return stdout.trim() === "active";
  });
}

const SILENT_SECONDS = 30;

/** It accepts connections and answers nothing. */
async function silenceApi(lab: Lab): Promise<void> {
  const all = "$(pidof kube-apiserver)";
  const script = `kill -STOP ${all}; sleep ${SILENT_SECONDS}; kill -CONT ${all}`;
  const { code, stderr } = await lab.ssh("m1", ["sh", "-c", script], { timeoutMs: 60_000 });
  expect(`the API server goes on: ${stderr}`, code === 0);
}
