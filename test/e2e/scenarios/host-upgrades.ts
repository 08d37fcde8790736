import * as z from "zod";
import type { Lab } from "../../lab/lab.ts";
import { waitUntil } from "../../lab/wait-until.ts";
import type { Cli } from "../cli.ts";
import { expect, expectEqual, expectNone } from "../expectation.ts";
import type { Scenario } from "../scenario.ts";

const HOSTS: readonly string[] = ["m1", "w1", "w2"];
/** In the lab's repository and on no host before. */
const PACKAGE = "ipset";

/** A real upgrade from the lab's repository comes in its window, on one host after the other. */
export const hostUpgrades: Scenario = {
  name: "host-upgrades",
  needs: "formed-1-2",
  onlyByName: "it installs packages on three hosts in turn, which takes a minute or two",
  run: async ({ lab, cli, note }) => {
    for (const host of HOSTS) await installOld(lab, host);
    const closed = toWindow(-120, -60);
    await cli.editConfig((file) => {
      file.setIn(["addons", "host-upgrades"], { interval: "1d", packages: "all" });
      file.setIn(["maintenance", "windows"], [closed]);
    });
    await cli.must("apply", "--yes");
    await waitUntil("all to wait for the window", 30_000, async () =>
      (await readUpgrades(cli)).every(({ upgrade }) => upgrade.at(-1)?.gate === "window"),
    );
    expectEqual(
      "versions before the window",
      await versions(lab),
      HOSTS.map(() => "0.1"),
    );
    await cli.editConfig((file) => file.setIn(["maintenance", "windows"], [toWindow(-60, 60)]));
    await cli.must("apply", "--yes");
    await watchTurns(cli);
    expectNone(
      "hosts with the old version",
      (await versions(lab)).filter((version) => version === "0.1"),
    );
    for (const { host, lastUpgrade } of await readUpgrades(cli)) {
      expectEqual(`failure on ${host}`, lastUpgrade?.failure, undefined);
      const names = (lastUpgrade?.packages ?? []).map((one) => one.split(" ")[0]);
      expect(`${PACKAGE} is among what ${host} tells`, names.includes(PACKAGE));
      note(`${host}: ${lastUpgrade?.packages.join(", ")}`);
    }
    note(`host-upgrades says:\n${(await cli.must("host-upgrades")).stdout}`);
  },
};

/** A package of the same name, built on the host, that the repository has a newer one of. */
const OLD = `
set -e
cd /tmp && rm -rf old && mkdir -p old/DEBIAN
printf 'Package: ${PACKAGE}\\nVersion: 0.1\\nArchitecture: all\\nMaintainer: lab <lab@example.test>\\nDescription: old\\n' >old/DEBIAN/control
dpkg-deb --build old old.deb >/dev/null && dpkg -i old.deb >/dev/null
rm -rf old old.deb`;

async function installOld(lab: Lab, host: string): Promise<void> {
  const { code, stderr } = await lab.ssh(host, ["sh", "-c", OLD]);
  expect(`hands on ${host} work: ${stderr}`, code === 0);
}

async function versions(lab: Lab): Promise<readonly string[]> {
  const argv = ["dpkg-query", "-W", "-f", "${Version}", PACKAGE];
  return await Promise.all(HOSTS.map(async (host) => (await lab.ssh(host, argv)).stdout.trim()));
}

/** So many minutes from now, in UTC. */
function toWindow(from: number, to: number): { readonly start: string; readonly end: string } {
  const at = (minutes: number): string =>
    new Date(Date.now() + minutes * 60_000).toISOString().slice(11, 16);
  return { start: at(from), end: at(to) };
}

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

const isThrough = ({ step, lastUpgrade }: Upgrades): boolean =>
  step === "idle" && lastUpgrade !== undefined;

const Document = z.object({
  hosts: z.array(
    z.object({
      host: z.string(),
      step: z.string(),
      upgrade: z.array(z.object({ gate: z.string(), text: z.string() })),
      lastUpgrade: z
        .object({ packages: z.array(z.string()), failure: z.string().optional() })
        .optional(),
    }),
  ),
});
type Upgrades = z.infer<typeof Document>["hosts"][number];

async function readUpgrades(cli: Cli): Promise<readonly Upgrades[]> {
  return Document.parse(JSON.parse((await cli.run("host-upgrades", "-o", "json")).stdout)).hosts;
}
