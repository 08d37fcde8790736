import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Lab } from "../../lab/lab.ts";
import { type Cli, openCli } from "../cli.ts";
import { expect, expectNone } from "../expectation.ts";
import { compareHostPictures, takeHostPicture } from "../host-picture.ts";
import { waitForNodes } from "../kubectl.ts";
import type { Scenario } from "../scenario.ts";
import { waitForAgentsGone } from "../wait-for-agents-gone.ts";

const NAME = "w1.lab.test";
const MASTER = "fd77::11";
const WORKER = "fd77::22";

/** Hosts that cluster.yml calls by IPv6 and by name, in a cluster whose own addresses are IPv4. */
export const addresses: Scenario = {
  name: "addresses",
  needs: "bare",
  onlyByName: "it forms a cluster of its own, which takes minutes",
  run: async ({ lab, cli: usual, barePictures, note }) => {
    await addAddresses(lab);
    const cli = await withNames(lab, usual);
    await cli.editConfig((file) => {
      file.setIn(["hosts", 0, "address"], MASTER);
      file.setIn(["hosts", 0, "private_address"], "10.77.0.11");
      file.setIn(["hosts", 1, "address"], NAME);
      file.setIn(["hosts", 2, "address"], WORKER);
      file.setIn(["hosts", 2, "private_interface"], "host0");
    });
    const apply = await cli.must("apply", "--yes");
    note(`apply ${(apply.tookMs / 1000).toFixed(1)} s`);
    await waitForNodes(lab, ["m1", "w1", "w2"]);
    const again = await cli.must("apply", "--yes");
    expect("then there is nothing to do", again.stdout.startsWith("Nothing to do"));
    const path = join(cli.home, ".pharos", lab.name, "kubeconfig");
    const server = `https://[${MASTER}]:6443`;
    expect(`the kubeconfig names ${server}`, (await readFile(path, "utf8")).includes(server));
    const answer = await lab.exec(["curl", "--silent", "--insecure", `${server}/readyz`]);
    expect(`the API answers there: ${answer.stdout}${answer.stderr}`, answer.stdout === "ok");
    await allAnswer(cli);
    for (const address of [MASTER, WORKER]) await dropPackets(lab, address);
    await allAnswer(cli);
    note("also over SSH alone");
    await cli.must("reset", "--yes");
    await waitForAgentsGone(lab, ["m1", "w1", "w2"]);
    const left = compareHostPictures(
      barePictures.get("w2") ?? [],
      await takeHostPicture(lab, "w2"),
    ).filter((line) => line.includes("pharos"));
    expectNone("left on w2", left);
  },
};

/** Until the hosts' next boot. */
async function addAddresses(lab: Lab): Promise<void> {
  const add = (address: string, device: string) =>
    `ip -6 address add ${address}/64 dev ${device} nodad`.split(" ");
  await lab.exec(add("fd77::1", "lab0"));
  await lab.ssh("m1", add(MASTER, "host0"));
  await lab.ssh("w2", add(WORKER, "host0"));
}

/** The same administrator, on a machine that knows a host's name. */
async function withNames(lab: Lab, cli: Cli): Promise<Cli> {
  const folder = dirname(cli.configPath);
  const hostsFile = join(folder, "hosts");
  await writeFile(hostsFile, `127.0.0.1 localhost\n10.77.0.21 ${NAME}\n`);
  return await openCli(lab, cli.dist, folder, hostsFile);
}

async function allAnswer(cli: Cli): Promise<void> {
  await cli.must("status");
  const { stdout } = await cli.must("logs", "--lines", "1");
  expect(
    "logs of all come",
    ["m1", "w1", "w2"].every((host) => stdout.includes(host)),
  );
}

async function dropPackets(lab: Lab, address: string): Promise<void> {
  const rule = `ip6tables -w 10 -I OUTPUT -p tcp -d ${address} --dport 7443 -j DROP`;
  const { code, stderr } = await lab.exec(rule.split(" "));
  expect(`packets to ${address} can be dropped: ${stderr}`, code === 0);
}
