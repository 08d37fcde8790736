import { setTimeout as delay } from "node:timers/promises";
import type { Lab } from "./lab.ts";
import { LabError } from "./lab-error.ts";
import type { Uplink } from "./lab-state.ts";
import { machineMirrors } from "./machine-mirrors.ts";
import { comparePictures, takePicture } from "./machine-picture.ts";
import { readLabState } from "./lab-state.ts";
import { runChecked } from "./run-command.ts";
import type { Step } from "./self-test-step.ts";
import { expect, killUp, must } from "./self-test-step.ts";
import { readSetting } from "./setting-record.ts";
import { isUplinkThere } from "./uplink.ts";

/** The way out, closed: no step sends a packet to anything but the machine's end of the link. */
const layout = {
  masters: 1,
  workers: 0,
  online: { kubernetesVersion: "1.36.2", forwards: false },
} as const;
const flags = ["--masters", "1", "--workers", "0", "--supply", "online", "--no-forward"];

export const uplinkSteps: readonly Step[] = [
  { title: "an uplink comes up with a bare host", run: comesUp },
  { title: "the host reaches the machine's end of the uplink", run: reachesMachine },
  { title: "the host has the machine's mirrors", run: hasMirrors },
  { title: "an uplink that was taken away is put back by up", run: isPutBack },
  { title: "down takes the uplink off the machine", run: leavesNothing },
  { title: "an up with an uplink that is killed is cleaned by down", run: survivesKilledUplink },
];

async function comesUp(lab: Lab): Promise<void> {
  await lab.up(layout);
  const uplink = await uplinkOf(lab);
  expect("the link is there", await isUplinkThere(uplink));
  expect("the machine forwards", (await readSetting("net/ipv4/ip_forward")) === "1");
  const rules = await runChecked(["nft", "list", "table", "inet", uplink.table]);
  expect("the way out is closed", rules.includes(`iifname "${uplink.link}" drop`));
}

async function reachesMachine(lab: Lab): Promise<void> {
  await must(lab, "m1", ["ping", "-c1", "-W2", (await uplinkOf(lab)).machineAddress]);
}

async function hasMirrors(lab: Lab): Promise<void> {
  const sources = await must(lab, "m1", ["cat", "/etc/apt/sources.list"]);
  const wanted = await machineMirrors("bookworm");
  expect("they are in sources.list", sources === wanted.map((line) => `${line}\n`).join(""));
}

async function isPutBack(lab: Lab): Promise<void> {
  await runChecked(["ip", "link", "delete", (await uplinkOf(lab)).link]);
  await lab.up(layout);
  await reachesMachine(lab);
}

async function leavesNothing(lab: Lab): Promise<void> {
  const up = await takePicture([]);
  const { link, table } = await uplinkOf(lab);
  await lab.down();
  const gone = comparePictures(up, await takePicture([]));
  expect(
    "the link is gone",
    gone.some((line) => line.startsWith("-links") && line.includes(link)),
  );
  expect("the table is gone", gone.includes(`-tables table inet ${table}`));
}

/** At moments from "nothing is made yet" to "the host boots"; by then at the latest there must be something to clean. */
async function survivesKilledUplink(lab: Lab): Promise<void> {
  const before = await takePicture([]);
  const found: boolean[] = [];
  for (const afterMs of [500, 900, 1300, 1700, 2500]) {
    await killUp(lab, flags, afterMs);
    const state = await readLabState(lab.paths);
    found.push(state?.online !== undefined && (await isUplinkThere(state.online.uplink)));
    await lab.down();
    // The kernel takes a moment to remove an empty network namespace.
    await delay(500);
    const left = comparePictures(before, await takePicture([])).filter(isOfUplink);
    expect(`nothing is left after ${afterMs} ms: ${left.join("; ")}`, left.length === 0);
  }
  expect("one of them had an uplink", found.includes(true));
}

function isOfUplink(line: string): boolean {
  return /^[+-](?:links|tables) /.test(line) || line.includes("/net/ipv4/");
}

async function uplinkOf(lab: Lab): Promise<Uplink> {
  const { online } = await lab.state();
  if (online === undefined) throw new LabError("the lab has no uplink");
  return online.uplink;
}
