import type { Lab } from "../../lab/lab.ts";
import { waitUntil } from "../../lab/wait-until.ts";
import type { Cli } from "../cli.ts";
import { applyPatiently } from "../apply-patiently.ts";
import { expect, expectEqual, expectNone } from "../expectation.ts";
import { readJournal } from "../journal.ts";
import { waitForNodes } from "../kubectl.ts";
import { findLeftovers } from "../leftovers.ts";
import { endAt, fileAt, taskAt } from "../moment.ts";
import { readPlan } from "../plan-promise.ts";
import type { Scenario, Stage } from "../scenario.ts";

const LOCK = "/run/pharos-apply.lock";
const PACKAGES = "packages:host";
const INIT = "kubeadm-init:control-plane";

/** However it ends, CLI or agent, an apply is taken up by the next one, and nothing is left lying about. */
export const interrupted: Scenario = {
  name: "interrupted",
  needs: "bare",
  onlyByName: "it takes two minutes",
  run: async (stage) => {
    const { lab, cli, note } = stage;
    await refuseSecondApply(lab, cli);
    note(await killStaging(lab, cli));
    note(await killCliAndAgent(lab, cli));
    note(await stopInOrder(stage));
    const last = await applyPatiently(cli);
    expectEqual("exit code of the last apply", last.code, 0);
    note(`last apply ${(last.tookMs / 1000).toFixed(1)} s`);
    await waitForNodes(lab, ["m1", "w1", "w2"]);
    const plan = await readPlan(cli);
    expectEqual(
      "planned afterwards",
      plan.hosts.flatMap(({ tasks }) => tasks),
      [],
    );
    expectNone("left on hosts", await findLeftovers(lab));
  },
};

/** The first host's lock names who has it, and is free once its holder is gone. */
async function refuseSecondApply(lab: Lab, cli: Cli): Promise<void> {
  const holder = '{"holder":"bob 1","machine":"elsewhere","purpose":"apply"}';
  const script = `printf '%s\\n' '${holder}' >${LOCK} && exec flock ${LOCK} sleep 300`;
  const unit = ["systemd-run", "--quiet", "--unit=other-apply", "--", "sh", "-c", script];
  await lab.ssh("m1", unit);
  const refused = await cli.run("apply", "--yes");
  const isNamed = /error LOCK_HELD: bob 1 on elsewhere/.test(refused.stderr);
  expect(`the holder is named: ${refused.stderr}`, isNamed && refused.code === 1);
  await lab.ssh("m1", ["systemctl", "stop", "other-apply"]);
}

/** Killed while it stages the agent: the hosts clear that away by themselves. */
async function killStaging(lab: Lab, cli: Cli): Promise<string> {
  const child = await cli.start("apply", "--yes");
  const told = await endAt(child, fileAt(lab, "w1", "/var/tmp/pharos.*"), "SIGKILL");
  for (const { name } of await lab.hosts()) {
    const { hasCome } = fileAt(lab, name, "/var/tmp/pharos.*");
    await waitUntil(`${name} to be clean`, 30_000, async () => !(await hasCome()));
  }
  return told;
}

/** Killed in a long task, and the agent of the host with it: the agent goes on without anybody. */
async function killCliAndAgent(lab: Lab, cli: Cli): Promise<string> {
  const known = await readJournal(lab, "w1");
  const child = await cli.start("apply", "--yes");
  const told = await endAt(child, taskAt(lab, "w1", PACKAGES, known), "SIGKILL");
  await lab.ssh("w1", ["systemctl", "kill", "--kill-who=main", "-s", "KILL", "pharos-agent"]);
  const isThrough = async (): Promise<boolean> =>
    (await readJournal(lab, "w1")).at(-1)?.event.type === "run-finished";
  await waitUntil("the agent of w1 to finish what it was handed", 900_000, isThrough, 500);
  const { stdout } = await cli.must("runs");
  expect(`its run waits: ${stdout}`, /running|waiting for a controller/.test(stdout));
  return told;
}

/** Ctrl-C: the host finishes its task, the CLI waits for that and says who has more to do. */
async function stopInOrder({ lab, cli }: Stage): Promise<string> {
  await waitForFreeLock(lab, cli);
  const known = await readJournal(lab, "m1");
  const child = await cli.start("apply", "--yes");
  const told = await endAt(child, taskAt(lab, "m1", INIT, known), "SIGINT");
  if (told.startsWith("SIGINT past")) return told;
  expectEqual("exit code after Ctrl-C", child.exitCode, 130);
  const fresh = (await readJournal(lab, "m1")).slice(known.length).map(({ event }) => event);
  const isDone = fresh.some(({ type, task }) => type === "task-changed" && task === INIT);
  expect("m1 has finished its task", isDone && fresh.at(-1)?.type === "run-finished");
  return told;
}

/** A dead CLI's lock runs out by itself. */
async function waitForFreeLock(lab: Lab, cli: Cli): Promise<void> {
  const isFree = async (): Promise<boolean> =>
    !/ running\s*$/m.test((await cli.must("runs")).stdout);
  await waitUntil(`the lock of a dead CLI in ${lab.name} to run out`, 120_000, isFree, 2_000);
}
