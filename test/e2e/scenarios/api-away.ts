import { setTimeout as delay } from "node:timers/promises";
import { waitUntil } from "../../lab/wait-until.ts";
import { askWhy } from "../ask-why.ts";
import { stopApi } from "../away-api.ts";
import { expect, expectEqual } from "../expectation.ts";
import { toWindow } from "../host-upgrades.ts";
import { kubectl, waitForNodes } from "../kubectl.ts";
import {
  bootOf,
  countBoots,
  expectFree,
  readMaintenance,
  readStep,
  waitForPods,
  waitForStep,
} from "../maintained-host.ts";
import type { Scenario, Stage } from "../scenario.ts";
import { installSlow } from "../slow-upgrade.ts";
import { startStuckPod } from "../stuck-pod.ts";
import { readTurns } from "../turn-holders.ts";

const HOSTS = ["m1", "w1", "w2"] as const;
const STUCK = "stuck";
const AWAY_MS = 10 * 60_000;
const LOOK_MS = 20_000;
/** Turns that are not renewed are taken over after two minutes: somebody who would is seen in this time. */
const WATCH_MS = 150_000;

/**
 * The API server is away for ten minutes while w1 is drained, w2 upgrades its packages and m1 waits for
 * its turn. Two may be disrupted at a time. Nobody goes on or down, each says why, nobody's turn is taken
 * from it when the API server is back, and then all of it comes to its end.
 */
export const apiAway: Scenario = {
  name: "api-away",
  needs: "formed-1-2",
  onlyByName: "the API server is away for ten minutes",
  run: async (stage) => {
    const { lab, cli, note } = stage;
    await cli.editConfig((file) => {
      file.setIn(["addons", "kured"], { period: "2s", concurrency: 2, drain_timeout: "20m" });
      file.setIn(["addons", "host-upgrades"], { interval: "1d", packages: "all" });
      // What happens is ordered: nothing comes by itself.
      file.setIn(["maintenance", "windows"], [toWindow(-120, -60)]);
    });
    await cli.must("apply", "--yes");
    const upgrade = await begin(stage);
    const before = await bootsOf(stage);
    const bringBack = await stopApi(lab);
    await stayPut(stage, before);
    const startedMs = performance.now();
    await bringBack();
    note(`the API server was back after ${seconds(performance.now() - startedMs)}`);
    await keepTurns(stage);
    expectEqual("boots when the API server is back", await bootsOf(stage), before);
    await upgrade.letGo();
    await kubectl(lab, ["delete", "pdb", STUCK]);
    await waitForEnd(stage);
    expectEqual("boots in the end", await bootsOf(stage), {
      m1: before.m1 + 1,
      w1: before.w1 + 1,
      w2: before.w2,
    });
    await kubectl(lab, ["delete", "deployment", STUCK, "--wait=true"]);
    await waitForNodes(lab, HOSTS);
    await waitForPods(lab);
    await expectFree(lab);
  },
};

/** w1 is in its drain, w2 in the middle of its upgrade, and m1 waits. */
async function begin({ lab, cli }: Stage) {
  const upgrade = await installSlow(lab, "w2");
  await cli.must("host-upgrades run w2");
  await upgrade.reached();
  await startStuckPod(lab, STUCK, "w1");
  await cli.must("reboot now w1", "--yes");
  await waitForStep(lab, "w1", "draining", 60_000);
  await cli.must("reboot now m1", "--yes");
  await waitUntil("m1 to wait for its turn", 30_000, async () => {
    return (await askWhy(cli, "m1")).reboot.gate === "slot";
  });
  return upgrade;
}

async function stayPut({ lab, cli, note }: Stage, before: Boots): Promise<void> {
  const endMs = performance.now() + AWAY_MS;
  // What was asked for before is answered; a look takes ten seconds to give up.
  await delay(LOOK_MS);
  let [slowestMs, looks] = [0, 0];
  const texts = new Set<string>();
  while (performance.now() < endMs) {
    const whys = await Promise.all(HOSTS.map(async (host) => await askWhy(cli, host)));
    const [m1, w1, w2] = whys;
    for (const why of [m1, w1]) {
      expectEqual("what is waited for", why?.reboot.gate, "cluster");
      texts.add(why?.reboot.text ?? "");
    }
    expectEqual("steps", [m1?.step, w1?.step, w2?.step], ["idle", "draining", "upgrading"]);
    slowestMs = Math.max(slowestMs, ...whys.map(({ tookMs }) => tookMs));
    expectEqual("boots without the API server", await bootsOf({ lab }), before);
    looks += 1;
    await delay(LOOK_MS);
  }
  note(`${looks} looks, --why took ${seconds(slowestMs)} at most: ${[...texts].join("; ")}`);
}

/** Nobody takes a turn from w1 and w2, which could not renew theirs. */
async function keepTurns({ lab, cli, note }: Stage): Promise<void> {
  const endMs = performance.now() + WATCH_MS;
  let looks = 0;
  while (performance.now() < endMs) {
    const turns = await readTurns(lab);
    if (turns !== undefined) {
      const holders = new Set(turns.map((turn) => turn.split("/")[0]));
      expectEqual("holders of turns", holders, new Set(["w1", "w2"]));
      looks += 1;
    }
    const steps = await Promise.all(HOSTS.map((host) => readStep(lab, host)));
    expectEqual("steps", steps, [undefined, "draining", "upgrading"]);
    await delay(300);
  }
  expect(`the API server answers (${looks} times)`, looks > 20);
  note(`${looks} looks at the turns, m1: ${(await askWhy(cli, "m1")).reboot.text}`);
}

const LIMIT_MS = 8 * 60_000;

async function waitForEnd({ lab, note }: Stage): Promise<void> {
  for (const host of HOSTS) await waitForStep(lab, host, undefined, LIMIT_MS);
  await waitUntil("m1 to have rebooted", LIMIT_MS, async () => {
    const { disruption, lastReboot } = await readMaintenance(lab, "m1");
    return disruption === undefined && lastReboot !== undefined;
  });
  for (const host of HOSTS) {
    const { lastReboot, lastUpgrade } = await readMaintenance(lab, host);
    expectEqual(
      `failure of ${host}`,
      [lastReboot?.failure, lastUpgrade?.failure],
      [undefined, undefined],
    );
  }
  note("then w1 and m1 rebooted, and w2 was upgraded");
}

type Boots = Readonly<Record<(typeof HOSTS)[number], number>>;

async function bootsOf({ lab }: Pick<Stage, "lab">): Promise<Boots> {
  const [m1 = 0, w1 = 0, w2 = 0] = await Promise.all(HOSTS.map((host) => countBoots(lab, host)));
  expect("all hosts are up", (await bootOf(lab, "w1")) !== "");
  return { m1, w1, w2 };
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
