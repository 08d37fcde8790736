import { once } from "node:events";
import type { Lab } from "../../lab/lab.ts";
import { runCommand } from "../../lab/run-command.ts";
import { waitUntil } from "../../lab/wait-until.ts";
import * as z from "zod";
import type { Cli } from "../cli.ts";
import { readErrorDocument } from "../error-document.ts";
import { expect, expectEqual } from "../expectation.ts";
import type { Scenario } from "../scenario.ts";
import { waitForAgentsGone } from "../wait-for-agents-gone.ts";

const MEMBERS = ["m1", "w1"];
const BASTION = "w2";
const AGENT_PORT = 7443;

/** Hosts of which no port can be reached but through a bastion: all verbs work, over SSH alone. */
export const throughBastion: Scenario = {
  name: "through-bastion",
  needs: "bare",
  onlyByName: "it forms a cluster of its own, which takes minutes",
  run: async ({ lab, cli, note }) => {
    const time = async (verb: string, ...options: readonly string[]): Promise<string> => {
      const { tookMs, stdout } = await cli.must(verb, ...options);
      note(`${verb} ${(tookMs / 1000).toFixed(1)} s`);
      return stdout;
    };
    await standBehindBastion(cli);
    for (const host of MEMBERS) await lab.block(host, 22);
    for (const host of MEMBERS) await lab.block(host, AGENT_PORT);
    await time("apply", "--yes");
    expect("nothing is to do", (await time("apply", "--yes")).startsWith("Nothing to do"));
    // Ends badly unless all nodes are Ready. The lab's own ssh does not get through either.
    await time("status");
    const logs = await time("logs", "--lines", "1");
    expect(
      "logs of both come",
      MEMBERS.every((host) => logs.includes(host)),
    );
    for (const signal of ["SIGINT", "SIGKILL"] as const) await endsItsTunnels(lab, cli, signal);
    await refusesWrongBastionKey(cli);
    await namesDeadBastion(lab, cli);
    for (const host of MEMBERS) await lab.unblock(host, AGENT_PORT);
    await time("apply", "--yes");
    await time("reset", "--yes");
    for (const host of MEMBERS) await lab.unblock(host, 22);
    await waitForAgentsGone(lab, MEMBERS);
  },
};

const text = z.string();
const Host = z.looseObject({ address: text, user: text, ssh_key_path: text, host_key: text });
const ConfigFile = z.looseObject({ hosts: z.array(Host) });

/** The last host of cluster.yml becomes the bastion of the others. */
async function standBehindBastion(cli: Cli): Promise<void> {
  await cli.writeConfig();
  await cli.editConfig((file) => {
    const { hosts } = ConfigFile.parse(file.toJS());
    const { address, user, ssh_key_path, host_key } = Host.parse(hosts.at(-1));
    const bastion = { address, user, ssh_key_path, host_key };
    const members = hosts.slice(0, -1).map((host) => ({ ...host, bastion: { ...bastion } }));
    file.set("hosts", file.createNode(members));
  });
}

/** While logs are followed there is one ssh per host; nothing of it outlives the CLI. */
async function endsItsTunnels(lab: Lab, cli: Cli, signal: "SIGINT" | "SIGKILL"): Promise<void> {
  const tunnels = async (): Promise<number> => {
    const pattern = `^ssh -W 127.0.0.1:${AGENT_PORT} .*${lab.sshKeyPath}`;
    const { stdout } = await runCommand(["pgrep", "-f", pattern]);
    return stdout.split("\n").filter((line) => line !== "").length;
  };
  const following = await cli.start("logs", "--follow");
  const ended = once(following, "exit");
  await waitUntil("a tunnel to each host", 60_000, async () => (await tunnels()) === 2, 200);
  following.kill(signal);
  await ended;
  await waitUntil(`the tunnels to end (${signal})`, 10_000, async () => (await tunnels()) === 0);
}

async function refusesWrongBastionKey(cli: Cli): Promise<void> {
  await cli.editConfig((file) => {
    const other = file.getIn(["hosts", 0, "host_key"]);
    for (const at of [0, 1]) file.setIn(["hosts", at, "bastion", "host_key"], other);
  });
  await failsWith(cli, "HOST_KEY_NOT_PINNED");
  await standBehindBastion(cli);
}

async function namesDeadBastion(lab: Lab, cli: Cli): Promise<void> {
  await lab.powerOff(BASTION);
  await failsWith(cli, "BASTION_UNREACHABLE");
  await lab.powerOn(BASTION);
}

/** One error for each host, all the same, each with a hint. */
async function failsWith(cli: Cli, code: string): Promise<void> {
  const { stdout, code: exitCode } = await cli.run("apply", "--yes", "--output", "json");
  const failures = readErrorDocument(stdout);
  expectEqual("exit code", exitCode, 1);
  expectEqual(
    "errors",
    failures.map((failure) => failure.code),
    MEMBERS.map(() => code),
  );
  expect(
    "each has a hint",
    failures.every(({ hint }) => hint !== ""),
  );
}
