import { join } from "node:path";
import type { Lab } from "../../lab/lab.ts";
import type { Cli } from "../cli.ts";
import { readErrorDocument } from "../error-document.ts";
import { expect, expectEqual, expectNone } from "../expectation.ts";
import { readJournals } from "../journal.ts";
import { kubectl, waitForNodes } from "../kubectl.ts";
import { findLeftovers } from "../leftovers.ts";
import { checkPodNetwork } from "../pods.ts";
import type { Scenario } from "../scenario.ts";

const W2 = 2;

/**
 * A worker gets a new disk: its other host key is refused with the command that forgets the old one;
 * after that it joins as the node that it was, and nothing happens to the others.
 */
export const replacedHost: Scenario = {
  name: "replaced-host",
  needs: "formed-1-2",
  onlyByName: "Kubernetes takes 40 seconds to miss a host",
  run: async ({ lab, cli, note }) => {
    await kubectl(lab, ["label", "node", "w2", "marked-by=hand"]);
    const uid = await nodeUid(lab);
    const before = await readJournals(lab);
    await lab.reinstall("w2");
    expectEqual("a pin that is not the host's", await refusal(cli), "HOST_KEY_NOT_PINNED");
    await cli.editConfig((file) => void file.deleteIn(["hosts", W2, "host_key"]));
    expectEqual("a key that is not the known one", await refusal(cli), "HOST_KEY_CHANGED");
    await forgetOldKey(lab, cli);
    const { tookMs } = await cli.must("apply", "--yes", "--accept-host-keys");
    note(`apply ${(tookMs / 1000).toFixed(1)} s`);
    const nodes = await waitForNodes(lab, ["m1", "w1", "w2"]);
    expectEqual("the node is the one that it was", await nodeUid(lab), uid);
    const labels = nodes.find(({ name }) => name === "w2")?.labels;
    expectEqual("its label", labels?.["marked-by"], "hand");
    const after = await readJournals(lab);
    expectEqual("the journal of w1", after.get("w1"), before.get("w1"));
    await checkPodNetwork(lab, ["w1", "w2"]);
    const again = await cli.must("apply", "--yes");
    expect("nothing is left to do", again.stdout.startsWith("Nothing to do"));
    expectNone("left on hosts", await findLeftovers(lab));
  },
};

async function refusal(cli: Cli): Promise<string> {
  const result = await cli.run("apply", "--yes", "--output", "json");
  expectEqual("exit code", result.code, 1);
  return readErrorDocument(result.stdout)
    .filter(({ host }) => host === "10.77.0.22")
    .map(({ code }) => code)
    .join();
}

/** By the command that the hint has. */
async function forgetOldKey(lab: Lab, cli: Cli): Promise<void> {
  const { stdout } = await cli.run("apply", "--yes", "--output", "json");
  const hint = readErrorDocument(stdout)
    .map((failure) => failure.hint)
    .join();
  const command = /`(ssh-keygen [^`]+)`/.exec(hint)?.[1] ?? "";
  const file = join(cli.home, ".pharos", lab.name, "known_hosts");
  expectEqual("the command of the hint", command, `ssh-keygen -R 10.77.0.22 -f ${file}`);
  const { code, stderr } = await lab.exec(command.split(" "));
  expect(`the command works: ${stderr}`, code === 0);
}

async function nodeUid(lab: Lab): Promise<string> {
  return await kubectl(lab, ["get", "node", "w2", "-o", "jsonpath={.metadata.uid}"]);
}
