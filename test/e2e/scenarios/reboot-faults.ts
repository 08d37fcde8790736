import * as z from "zod";
import type { Lab } from "../../lab/lab.ts";
import { waitUntil } from "../../lab/wait-until.ts";
import { expect, expectEqual, expectNone } from "../expectation.ts";
import { kubectl, readNodes, waitForNodes } from "../kubectl.ts";
import { renderStuckPod } from "../stuck-pod.ts";
import type { Scenario, Stage } from "../scenario.ts";
import { turnHolders } from "../turn-holders.ts";

const HOST = "w1";
const STATE = "/var/lib/pharos/maintenance/state.json";
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
    await hands(
      lab,
      `printf '#!/bin/sh\\nsystemd-run --on-active=8 systemctl reboot\\n' >${REBOOT}`,
    );
    await hands(lab, `chmod 755 ${REBOOT}`);
    await neverEvicted(stage);
    await killedInEachStep(stage);
    await nodeDeleted(stage);
  },
};

async function neverEvicted({ lab, cli, note }: Stage): Promise<void> {
  await makeStuckPod(lab);
  const boot = await bootOf(lab);
  await cli.must(`reboot now ${HOST}`, "--yes");
  await waitForStep(lab, "draining", 60_000);
  await waitForStep(lab, undefined, 120_000);
  const { lastReboot } = await readState(lab);
  expect(`the pod is named: ${lastReboot?.failure}`, lastReboot?.failure?.includes(STUCK) === true);
  expectEqual("boot after a drain in vain", await bootOf(lab), boot);
  await expectFree(lab);
  note(`never evicted: ${lastReboot?.failure}`);
}

async function killedInEachStep({ lab, cli, note }: Stage): Promise<void> {
  const boots = await bootsOf(lab);
  await cli.must(`reboot now ${HOST}`, "--yes");
  for (const step of STEPS) {
    await waitForStep(lab, step, 120_000);
    await killAgent(lab);
    if (step === "draining") {
      await waitForAgent(lab);
      expectEqual("step after the agent is back", (await readState(lab)).disruption?.step, step);
      await kubectl(lab, ["delete", "pdb", STUCK]);
    }
    if (step === "returning") await silenceApi(lab);
  }
  await waitForStep(lab, undefined, 120_000);
  const { lastReboot } = await readState(lab);
  expectEqual("failure of the reboot", lastReboot?.failure, undefined);
  expectEqual("boots", (await bootsOf(lab)) - boots, 1);
  note(`killed in ${STEPS.join(", ")}`);
  await waitForNodes(lab, ["m1", "w1", "w2"]);
  await expectFree(lab);
}

async function nodeDeleted({ lab, cli, note }: Stage): Promise<void> {
  await makeStuckPod(lab);
  const boot = await bootOf(lab);
  await cli.must(`reboot now ${HOST}`, "--yes");
  await waitForStep(lab, "draining", 60_000);
  await kubectl(lab, ["delete", "node", HOST]);
  await waitForStep(lab, undefined, 60_000);
  expectNone("holders of turns", await turnHolders(lab));
  expectEqual("boot after the node was deleted", await bootOf(lab), boot);
  note(`node deleted: ${(await readState(lab)).lastReboot?.failure}`);
}

const MaintenanceState = z.object({
  disruption: z.object({ step: z.string() }).optional(),
  lastReboot: z.object({ startedAtMs: z.number(), failure: z.string().optional() }).optional(),
});

/** What the agent has written down; the last thing that was read, while the host does not answer. */
async function readState(lab: Lab): Promise<z.infer<typeof MaintenanceState>> {
  const { code, stdout } = await lab
    .ssh(HOST, ["cat", STATE])
    .catch(() => ({ code: 255, stdout: "" }));
  return code === 0 ? MaintenanceState.parse(JSON.parse(stdout)) : { disruption: { step: "away" } };
}

/** `undefined`: it is at nothing. */
async function waitForStep(lab: Lab, step: string | undefined, limitMs: number): Promise<void> {
  await waitUntil(`${HOST} to be ${step ?? "idle"}`, limitMs, async () => {
    return (await readState(lab)).disruption?.step === step;
  });
}

async function killAgent(lab: Lab): Promise<void> {
  await hands(lab, "systemctl kill -s KILL pharos-agent");
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

async function makeStuckPod(lab: Lab): Promise<void> {
  await kubectl(lab, ["apply", "-f", "-"], { input: renderStuckPod(STUCK, HOST) });
  await waitUntil("the stuck pod to run", 60_000, async () => {
    const path = "jsonpath={.status.readyReplicas}";
    return (await kubectl(lab, ["get", "deployment", STUCK, "-o", path])) === "1";
  });
}

async function bootOf(lab: Lab): Promise<string> {
  return (await lab.ssh(HOST, ["cat", "/proc/sys/kernel/random/boot_id"])).stdout.trim();
}

/** How many its journal knows of. */
async function bootsOf(lab: Lab): Promise<number> {
  const { stdout } = await lab.ssh(HOST, ["journalctl", "--list-boots", "--no-pager", "--quiet"]);
  return stdout.trim().split("\n").length;
}

/** Neither cordoned nor in its turn. */
async function expectFree(lab: Lab): Promise<void> {
  expectNone("holders of turns", await turnHolders(lab));
  const cordoned = (await readNodes(lab)).filter(({ taints }) =>
    taints.some((taint) => taint.includes("unschedulable")),
  );
  expectNone(
    "nodes that are cordoned",
    cordoned.map(({ name }) => name),
  );
}

async function hands(lab: Lab, script: string): Promise<void> {
  const { code, stderr } = await lab.ssh(HOST, ["sh", "-c", script]);
  expect(`${script.slice(0, 60)} works: ${stderr}`, code === 0);
}
