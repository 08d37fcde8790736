import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { openCli } from "../cli.ts";
import { readClusterPicture, readSettledPicture } from "../cluster-picture.ts";
import { readErrorDocument } from "../error-document.ts";
import { expect, expectEqual, expectNone } from "../expectation.ts";
import { waitForNodes } from "../kubectl.ts";
import { findLeftovers } from "../leftovers.ts";
import { checkPodNetwork } from "../pods.ts";
import type { Scenario } from "../scenario.ts";

const HOSTS = ["m1", "w1", "w2"];

/**
 * The administrator's folder is lost: hosts are refused and left alone, until they are taken over
 * with new keys. Pods and nodes go on, the old keys are worth nothing.
 */
export const takeover: Scenario = {
  name: "takeover",
  needs: "formed-1-2",
  onlyByName: "it enrols three hosts over SSH",
  run: async ({ lab, cli, note }) => {
    const folder = join(cli.home, "..", "..", "former");
    await rm(folder, { recursive: true, force: true });
    const former = await openCli(lab, cli.dist, folder);
    await cp(cli.home, former.home, { recursive: true });
    await cp(cli.configPath, former.configPath);
    await rm(join(cli.home, ".pharos"), { recursive: true });
    const before = await readSettledPicture(lab, HOSTS);
    await expectRefused(cli.run("apply", "--yes", "--output", "json"), lab.name);
    await cli.editConfig((file) => {
      file.deleteIn(["name"]);
      // Not the order in which pod networks were given out.
      const [first, second, third] = [0, 1, 2].map((at) => file.getIn(["hosts", at]));
      file.setIn(["hosts"], file.createNode([third, second, first]));
    });
    const taken = await cli.must("apply", "--yes", "--take-over", lab.name);
    note(`apply ${(taken.tookMs / 1000).toFixed(1)} s`);
    expect(
      `it says what it does: ${taken.stderr}`,
      taken.stderr.includes(`takes the cluster ${lab.name} (`),
    );
    await waitForNodes(lab, HOSTS);
    expectEqual("nodes and pods", await readClusterPicture(lab, HOSTS), before);
    const again = await cli.must("apply", "--yes");
    expect(`nothing is left to do: ${again.stdout}`, again.stdout.startsWith("Nothing to do"));
    await expectRefused(former.run("apply", "--yes", "--output", "json"), lab.name);
    const events = (await cli.must("events", "--since", "10m", "-o", "json")).stdout;
    expectEqual("hosts that tell who took them", events.split('"takenFrom"').length - 1, 3);
    await checkPodNetwork(lab, ["w1", "w2"]);
    expectNone("left on hosts", await findLeftovers(lab));
    await rm(folder, { recursive: true, force: true });
  },
};

async function expectRefused(
  running: Promise<{ readonly code: number; readonly stdout: string }>,
  cluster: string,
): Promise<void> {
  const { code, stdout } = await running;
  expectEqual("exit code", code, 1);
  const failures = readErrorDocument(stdout);
  expectEqual(
    "what is said of each host",
    failures.map((failure) => [failure.code, failure.fields["clusterName"]]),
    HOSTS.map(() => ["ENROLLED_ELSEWHERE", cluster]),
  );
}
