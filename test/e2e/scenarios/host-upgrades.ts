import { waitUntil } from "../../lab/wait-until.ts";
import type { Cli } from "../cli.ts";
import { expect, expectEqual, expectNone } from "../expectation.ts";
import {
  type HostUpgrades,
  installedVersion,
  installOld,
  readUpgrades,
  toWindow,
  UPGRADED_PACKAGE,
} from "../host-upgrades.ts";
import type { Scenario } from "../scenario.ts";

const HOSTS: readonly string[] = ["m1", "w1", "w2"];

/** A real upgrade from the lab's repository comes in its window, on one host after the other. */
export const hostUpgrades: Scenario = {
  name: "host-upgrades",
  needs: "formed-1-2",
  onlyByName: "it installs packages on three hosts in turn, which takes a minute or two",
  run: async ({ lab, cli, note }) => {
    const versions = () => Promise.all(HOSTS.map((host) => installedVersion(lab, host)));
    for (const host of HOSTS) await installOld(lab, host);
    const closed = toWindow(-120, -60);
    await cli.editConfig((file) => {
      file.setIn(["addons", "host-upgrades"], { interval: "1d", packages: "all" });
      file.setIn(["maintenance", "windows"], [closed]);
    });
    await cli.must("apply", "--yes");
    await waitUntil("all to wait for the window", 30_000, async () => {
      const gates = (await readUpgrades(cli)).map(({ upgrade }) => upgrade.at(-1)?.gate);
      return gates.length === HOSTS.length && gates.every((gate) => gate === "window");
    });
    expectEqual(
      "versions before the window",
      await versions(),
      HOSTS.map(() => "0.1"),
    );
    await cli.editConfig((file) => file.setIn(["maintenance", "windows"], [toWindow(-60, 60)]));
    await cli.must("apply", "--yes");
    await watchTurns(cli);
    expectNone(
      "hosts with the old version",
      (await versions()).filter((version) => version === "0.1"),
    );
    for (const { host, lastUpgrade } of await readUpgrades(cli)) {
      expectEqual(`failure on ${host}`, lastUpgrade?.failure, undefined);
      const names = (lastUpgrade?.packages ?? []).map((one) => one.split(" ")[0]);
      expect(`${UPGRADED_PACKAGE} is among what ${host} tells`, names.includes(UPGRADED_PACKAGE));
      note(`${host}: ${lastUpgrade?.packages.join(", ")}`);
    }
    note(`host-upgrades says:\n${(await cli.must("host-upgrades")).stdout}`);
  },
};

const LIMIT_MS = 5 * 60_000;

async function watchTurns(cli: Cli): Promise<void> {
  await waitUntil(
    "all hosts to have upgraded",
    LIMIT_MS,
    async () => {
      const hosts = await readUpgrades(cli);
      const busy = hosts.filter(({ step }) => step !== "idle").map(({ host }) => host);
      expect(`at most one host is at it: ${busy.join(", ")}`, busy.length <= 1);
      return hosts.length === HOSTS.length && hosts.every(isThrough);
    },
    300,
  );
}

const isThrough = ({ step, lastUpgrade }: HostUpgrades): boolean =>
  step === "idle" && lastUpgrade !== undefined;
