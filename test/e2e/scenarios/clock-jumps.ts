import { setTimeout as delay } from "node:timers/promises";
import type { Lab } from "../../lab/lab.ts";
import { waitUntil } from "../../lab/wait-until.ts";
import { askWhy, type Waits } from "../ask-why.ts";
import type { Cli } from "../cli.ts";
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
import { readTurns } from "../turn-holders.ts";
import { type FalseClock, installFalseClock } from "../wrong-clock.ts";

const [HOST, OTHER] = ["w1", "w2"] as const;
const SENTINEL = "/var/run/reboot-required";
const STUCK = "stuck";
/** Of the windows, and not of any host. */
const ZONE = "Pacific/Auckland";
const OTHER_ZONE = "/usr/share/zoneinfo/America/St_Johns";
const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * The zone of a host changes while its agent runs, and its clock jumps: windows and schedules keep to
 * their own zone, a host whose window is over by its clock does not go down although it is drained
 * already, nobody takes or loses a turn for it, and certificates are renewed once and believed again.
 */
export const clockJumps: Scenario = {
  name: "clock-jumps",
  needs: "formed-1-2",
  onlyByName: "agents live through jumps of their clocks, which takes minutes",
  run: async (stage) => {
    const { lab, cli } = stage;
    const boots = await countBoots(lab, HOST);
    await setWindow(cli, 2 * HOUR, 3 * HOUR);
    await runByHand(lab, HOST, `touch ${SENTINEL}`);
    await zoneChanges(stage);
    await startStuckPod(lab, STUCK, HOST);
    const clock = await installFalseClock(lab, HOST);
    const otherClock = await installFalseClock(lab, OTHER);
    await intoWindowAndOut(stage, clock);
    await pastWindow(stage, clock, otherClock);
    expectEqual(`boots of ${HOST}`, await countBoots(lab, HOST), boots);
    await weeksAhead(stage, clock);
    await otherClock.remove();
    await clock.remove();
    await comesToItsEnd(stage);
    expectEqual(`boots of ${HOST}`, await countBoots(lab, HOST), boots + 1);
  },
};

/** Opens and closes so many seconds from now; reboots are looked for every two seconds, upgrades are due in it. */
async function setWindow(cli: Cli, fromSeconds: number, toSeconds: number): Promise<void> {
  const [start, end] = [wallTime(fromSeconds), wallTime(toSeconds)];
  await cli.editConfig((file) => {
    file.setIn(["addons", "kured"], {
      period: "2s",
      start_time: start,
      end_time: end,
      time_zone: ZONE,
      reboot_delay: "5s",
      latest_start: "0s",
    });
    const [hour, minute] = start.split(":").map(Number);
    file.setIn(["addons", "host-upgrades"], {
      schedule: `${minute} ${hour} * * *`,
      time_zone: ZONE,
    });
  });
  await cli.must("apply", "--yes");
}

/** `HH:MM` in the zone of the windows. */
function wallTime(inSeconds: number): string {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: ZONE,
    hour: "2-digit",
    minute: "2-digit",
  });
  return format.format(Date.now() + inSeconds * 1_000);
}

async function zoneChanges({ lab, cli, note }: Stage): Promise<void> {
  const before = await readWaits(cli);
  expectEqual("what is waited for", [before.reboot.gate, before.upgrade.gate], ["window", "due"]);
  const inMinutes = ((before.reboot.untilMs ?? 0) - Date.now()) / 60_000;
  expect(`the window opens in two hours: ${inMinutes}`, inMinutes > 110 && inMinutes <= 120);
  await runByHand(lab, HOST, `cp -P /etc/localtime /root && ln -sf ${OTHER_ZONE} /etc/localtime`);
  const offset = (await lab.ssh(HOST, ["date", "+%z"])).stdout.trim();
  expect(`the host has another zone: ${offset}`, /^-0[23]30$/.test(offset));
  await delay(5_000);
  expectEqual("what is waited for in another zone", await readWaits(cli), before);
  await runByHand(lab, HOST, "systemctl restart pharos-agent");
  await waitUntil(
    "the agent to be back",
    30_000,
    async () => (await cli.run("reboot", "--host", HOST)).code === 0,
  );
  expectEqual("what it says after a restart", await readWaits(cli), before);
  await runByHand(lab, HOST, "mv /root/localtime /etc/localtime");
  note(`${HOST} at ${offset}: window and schedule of ${ZONE} stay`);
}

async function readWaits(cli: Cli): Promise<{ readonly reboot: Waits; readonly upgrade: Waits }> {
  const { reboot, upgrade } = await askWhy(cli, HOST);
  return { reboot, upgrade };
}

/** Ahead of the window, back into it, and out of it again before the host goes down. */
async function intoWindowAndOut(stage: Stage, clock: FalseClock): Promise<void> {
  const { lab, cli, note } = stage;
  const boot = await bootOf(lab, HOST);
  await clock.set(5 * HOUR);
  await waitForGate(cli, "window");
  await delay(5_000);
  expectEqual("step past the window", await readStep(lab, HOST), undefined);
  await clock.set(2.5 * HOUR);
  await waitForStep(lab, HOST, "draining", 90_000);
  await clock.set(0);
  await delay(3_000);
  expectEqual("step with the clock set right", await readStep(lab, HOST), "draining");
  await kubectl(lab, ["delete", "pdb", STUCK]);
  await expectNotDone(stage, boot);
  note(`back into the window and out of it: ${(await askWhy(cli, HOST)).reboot.text}`);
}

/** Of w1's clock, which leaves the window and comes back, and of w2's, which stays in it. */
const JUMPS: readonly (readonly [number, number])[] = [
  [2 * HOUR, 50 * MINUTE],
  [-20, 0],
  [3 * HOUR, 30 * MINUTE],
];

/** The window is over by the clock of the host that has its turn; w2, whose clock jumps too, waits for it. */
async function pastWindow(stage: Stage, clock: FalseClock, otherClock: FalseClock): Promise<void> {
  const { lab, cli, note } = stage;
  const boot = await bootOf(lab, HOST);
  await startStuckPod(lab, STUCK, HOST);
  await setWindow(cli, -1 * HOUR, HOUR);
  await waitForStep(lab, HOST, "draining", 90_000);
  await runByHand(lab, OTHER, `touch ${SENTINEL}`);
  await waitUntil(
    `${OTHER} to wait for its turn`,
    60_000,
    async () => (await askWhy(cli, OTHER)).reboot.gate === "slot",
  );
  for (const [seconds, otherSeconds] of JUMPS) {
    await clock.set(seconds);
    await otherClock.set(otherSeconds);
    await watchTurn(stage, 50_000);
  }
  await runByHand(lab, OTHER, `rm ${SENTINEL}`);
  await kubectl(lab, ["delete", "pdb", STUCK]);
  await expectNotDone(stage, boot);
  note(`past the window: ${(await askWhy(cli, HOST)).reboot.text}`);
  await runByHand(lab, HOST, `rm ${SENTINEL}`);
}

/** Long enough that a turn which is not renewed would be lost in three of these. */
async function watchTurn({ lab, cli }: Stage, forMs: number): Promise<void> {
  const endMs = performance.now() + forMs;
  let looks = 0;
  while (performance.now() < endMs) {
    const turns = await readTurns(lab);
    const holders = turns?.map((turn) => turn.split("/")[0]);
    if (holders !== undefined) expectEqual("holders of turns", holders, [HOST]);
    looks += holders === undefined ? 0 : 1;
    expectEqual("step", await readStep(lab, HOST), "draining");
    await delay(1_000);
  }
  expect(`the turns were seen (${looks} times)`, looks > 5);
  expectEqual(`what ${OTHER} waits for`, (await askWhy(cli, OTHER)).reboot.gate, "slot");
}

/** Drained, and then not rebooted: all is taken back. */
async function expectNotDone({ lab }: Stage, boot: string): Promise<void> {
  await waitForStep(lab, HOST, undefined, 120_000);
  const { lastReboot } = await readMaintenance(lab, HOST);
  expectEqual("why it did not reboot", lastReboot?.failure, "outside of its windows");
  expectEqual(`boot of ${HOST}`, await bootOf(lab, HOST), boot);
  await expectFree(lab);
}

async function waitForGate(cli: Cli, gate: string): Promise<void> {
  await waitUntil(
    `${HOST} to wait at ${gate}`,
    90_000,
    async () => (await askWhy(cli, HOST)).reboot.gate === gate,
  );
}

/** Weeks ahead the agent's certificate is due, and a month ahead all certificates are over. */
async function weeksAhead({ lab, cli, note }: Stage, clock: FalseClock): Promise<void> {
  const renewals = async (): Promise<number> =>
    (await cli.must("events", "--host", HOST, "-o", "json")).stdout.split('"certificate-renewed"')
      .length - 1;
  const before = await renewals();
  await clock.set(22.5 * DAY);
  // It looks every hour, and when it starts.
  await runByHand(lab, HOST, "systemctl restart pharos-agent");
  await delay(30_000);
  await clock.set(0);
  expectEqual("renewals by a clock that is weeks ahead", (await renewals()) - before, 1);
  const pid = await agentPid(lab);
  await clock.set(40.5 * DAY);
  const { code, stdout, stderr } = await cli.run("status");
  expectEqual("exit code of status", code, 1);
  note(`a month ahead: ${lineOf(HOST, stdout)}${stderr}`);
  await clock.set(0);
  await waitUntil(
    "the agent to be believed again",
    30_000,
    async () => (await cli.run("status")).code === 0,
  );
  expectEqual("the agent's process", await agentPid(lab), pid);
}

async function agentPid(lab: Lab): Promise<string> {
  const argv = "systemctl show --property=MainPID --value pharos-agent".split(" ");
  return (await lab.ssh(HOST, argv)).stdout.trim();
}

const lineOf = (host: string, table: string): string =>
  table.split("\n").find((line) => line.startsWith(`${host} `)) ?? "";

/** With the right clock, in its window, it reboots once. */
async function comesToItsEnd({ lab }: Stage): Promise<void> {
  await runByHand(lab, HOST, `touch ${SENTINEL}`);
  await waitUntil(`${HOST} to have rebooted`, 240_000, async () => {
    const { disruption, lastReboot } = await readMaintenance(lab, HOST);
    return disruption === undefined && lastReboot !== undefined && lastReboot.failure === undefined;
  });
  await kubectl(lab, ["delete", "deployment", STUCK]);
  await waitForNodes(lab, ["m1", HOST, OTHER]);
  await waitForPods(lab);
  await expectFree(lab);
}
