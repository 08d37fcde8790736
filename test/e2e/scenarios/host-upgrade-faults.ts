import { setTimeout as delay } from "node:timers/promises";
import type { Lab } from "../../lab/lab.ts";
import { waitUntil } from "../../lab/wait-until.ts";
import type { Cli } from "../cli.ts";
import { expect, expectEqual, expectNone } from "../expectation.ts";
import { HOLD_APT_LOCK } from "../hold-apt-lock.ts";
import {
  type HostUpgrades,
  installedVersion,
  installOld,
  readUpgrades,
  toWindow,
} from "../host-upgrades.ts";
import type { Scenario, Stage } from "../scenario.ts";
import { turnHolders } from "../turn-holders.ts";

const HOST = "w1";

/**
 * Upgrades of a host into which something comes: apt's lock in other hands with the agent killed
 * meanwhile, a repository that is away, a full disk, a dpkg that was killed. Each is told, the turn is
 * free afterwards, and the next try goes through. Services that run old libraries are found.
 */
export const hostUpgradeFaults: Scenario = {
  name: "host-upgrade-faults",
  needs: "formed-1-2",
  onlyByName: "six upgrades of a host one after the other, which takes two minutes",
  run: async (stage) => {
    const { lab, cli } = stage;
    await cli.editConfig((file) => {
      file.setIn(["addons", "host-upgrades"], { interval: "1d", packages: "all" });
      // Nothing comes by itself: each upgrade here is one that is asked for.
      file.setIn(["maintenance", "windows"], [toWindow(-120, -60)]);
    });
    await cli.must("apply", "--yes");
    await installOld(lab, HOST);
    await lockHeld(stage);
    await installOld(lab, HOST);
    await repositoryAway(stage);
    await diskFull(stage);
    await dpkgKilled(stage);
    await oldLibraries(stage);
  },
};

async function lockHeld({ lab, cli, note }: Stage): Promise<void> {
  const unit = ["systemd-run", "--quiet", "--unit=fault-apt-lock", "--"];
  await hands(lab, [...unit, "perl", "-e", HOLD_APT_LOCK]);
  const before = await readHost(cli);
  await cli.must(`host-upgrades run ${HOST}`);
  await waitUntil("the upgrade to begin", 30_000, async () => {
    return (await readHost(cli)).step === "upgrading";
  });
  await hands(lab, ["systemctl", "kill", "-s", "KILL", "pharos-agent"]);
  await delay(8_000);
  await waitUntil("the agent to be back at it", 30_000, async () => {
    return (await readHost(cli)).step === "upgrading";
  });
  await hands(lab, ["systemctl", "stop", "fault-apt-lock"]);
  const after = await waitForEnd(cli, before);
  expectEqual("failure after the lock was free", after.failure, undefined);
  expect("the old package is gone", (await installedVersion(lab, HOST)) !== "0.1");
  note(`lock held, agent killed: then upgraded ${after.packages.join(", ")}`);
}

const AWAY = "/etc/apt/sources.list.d/lab-away.list";

async function repositoryAway({ lab, cli, note }: Stage): Promise<void> {
  await hands(lab, ["sh", "-c", `echo 'deb http://127.0.0.1:9/away stable main' >${AWAY}`]);
  const failure = await upgradeInVain(lab, cli);
  expect(`the repository is named: ${failure}`, failure.includes("127.0.0.1:9"));
  note(`repository away: ${failure}`);
  await hands(lab, ["rm", AWAY]);
}

const ARCHIVES = "/var/cache/apt/archives";

async function diskFull({ lab, cli, note }: Stage): Promise<void> {
  await hands(lab, ["mount", "-t", "tmpfs", "-o", "size=8k,mode=755", "tmpfs", ARCHIVES]);
  const failure = await upgradeInVain(lab, cli);
  expect(`the folder is named: ${failure}`, failure.includes(ARCHIVES));
  note(`disk full: ${failure}`);
  await hands(lab, ["umount", ARCHIVES]);
}

/** Its installation is killed in the middle; the second one goes through. */
const SLOW = `
set -e
cd /tmp && rm -rf slow && mkdir -p slow/DEBIAN
printf 'Package: lab-slow\\nVersion: 1\\nArchitecture: all\\nMaintainer: lab <lab@example.test>\\nDescription: slow\\n' >slow/DEBIAN/control
printf '#!/bin/sh\\n[ -e /run/lab-slow ] || { touch /run/lab-slow; sleep 600; }\\n' >slow/DEBIAN/postinst
chmod 755 slow/DEBIAN/postinst
dpkg-deb --build slow slow.deb >/dev/null
systemd-run --quiet --unit=fault-dpkg -- dpkg -i /tmp/slow.deb
until [ -e /run/lab-slow ]; do sleep 0.1; done
systemctl kill --kill-who=all -s KILL fault-dpkg
rm -rf slow slow.deb`;

async function dpkgKilled({ lab, cli, note }: Stage): Promise<void> {
  await hands(lab, ["sh", "-c", SLOW]);
  const audit = await lab.ssh(HOST, ["dpkg", "--audit"]);
  expect(`a package is half configured: ${audit.stdout}`, audit.stdout.includes("lab-slow"));
  const before = await readHost(cli);
  await cli.must(`host-upgrades run ${HOST}`);
  const { failure, packages } = await waitForEnd(cli, before);
  expectEqual("failure after dpkg was killed", failure, undefined);
  expectEqual("what dpkg still misses", (await lab.ssh(HOST, ["dpkg", "--audit"])).stdout, "");
  expect("the old package is gone", (await installedVersion(lab, HOST)) !== "0.1");
  note(`dpkg killed: then upgraded ${packages.join(", ")}`);
}

const UNIT = "pharos-api-proxy.service";

async function oldLibraries({ lab, cli, note }: Stage): Promise<void> {
  const names = async () => (await readHost(cli)).staleServices.map(({ unit }) => unit);
  expect(`${UNIT} is up to date`, !(await names()).includes(UNIT));
  await hands(lab, ["apt-get", "-q", "-y", "install", "--reinstall", "liblua5.3-0"]);
  const stale = (await readHost(cli)).staleServices.find(({ unit }) => unit === UNIT);
  expect(
    `${UNIT} runs the old library`,
    stale?.files.some((file) => file.includes("liblua")) === true,
  );
  note((await cli.must("host-upgrades", "--host", HOST)).stdout);
  note((await cli.must("status", "--why", HOST)).stdout);
  await hands(lab, ["systemctl", "restart", UNIT]);
  expect(`${UNIT} was restarted`, !(await names()).includes(UNIT));
}

/** The failure that is told; nobody has a turn afterwards. */
async function upgradeInVain(lab: Lab, cli: Cli): Promise<string> {
  const before = await readHost(cli);
  await cli.must(`host-upgrades run ${HOST}`);
  const { failure } = await waitForEnd(cli, before);
  expect("the upgrade failed", failure !== undefined);
  expectNone("holders of turns", await turnHolders(lab));
  return failure ?? "";
}

type Finished = NonNullable<HostUpgrades["lastUpgrade"]>;

async function waitForEnd(cli: Cli, before: HostUpgrades): Promise<Finished> {
  let last: HostUpgrades["lastUpgrade"];
  await waitUntil("the upgrade to end", 3 * 60_000, async () => {
    const { step, lastUpgrade } = await readHost(cli);
    last = lastUpgrade;
    return step === "idle" && lastUpgrade?.startedAtMs !== before.lastUpgrade?.startedAtMs;
  });
  expect("there was an upgrade", last !== undefined);
  return last ?? { startedAtMs: 0, packages: [] };
}

async function readHost(cli: Cli): Promise<HostUpgrades> {
  let found: HostUpgrades | undefined;
  await waitUntil(`${HOST} to answer`, 30_000, async () => {
    found = (await readUpgrades(cli)).find(({ host }) => host === HOST);
    return found !== undefined;
  });
  return found ?? { host: HOST, step: "", upgrade: [], staleServices: [] };
}

async function hands(lab: Lab, argv: readonly string[]): Promise<void> {
  const { code, stderr } = await lab.ssh(HOST, argv);
  expect(`${argv.join(" ").slice(0, 60)} works: ${stderr}`, code === 0);
}
