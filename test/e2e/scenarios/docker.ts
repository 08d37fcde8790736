import { registryUrl } from "../../lab/lab-supply.ts";
import type { Lab } from "../../lab/lab.ts";
import { waitUntil } from "../../lab/wait-until.ts";
import type { Cli } from "../cli.ts";
import { expect, expectEqual, expectNone } from "../expectation.ts";
import { compareAllHostPictures, takeHostPictures } from "../host-picture.ts";
import { readRuntimes, waitForNodes } from "../kubectl.ts";
import { applyAsPlanned } from "../plan-promise.ts";
import { checkPodNetwork, removePods } from "../pods.ts";
import type { Scenario } from "../scenario.ts";
import { putRuncBefore } from "../stand-in-runc.ts";
import { waitForAgentsGone } from "../wait-for-agents-gone.ts";

const HOSTS = ["m1", "w1", "w2"];
/** w2 keeps containerd: runtimes are a matter of each host. */
const DOCKER_HOSTS = ["m1", "w1"];

/** Debian's package leaves its group, the daemon an empty mount until the next boot; the rest is the stand-in. */
const LEFT_BY_DOCKER =
  /\/etc\/g(?:roup|shadow)$|\+mount \/run\/docker\/netns\/default$|\/usr\/local\/sbin\/runc/;

/**
 * A master and a worker with Docker by the kubelet's own dockershim, beside a worker with containerd.
 * Images of Kubernetes come from the lab's registry by name, the pods' by a mirror of Docker Hub.
 */
export const docker: Scenario = {
  name: "docker",
  needs: "bare",
  onlyByName: "it makes a cluster of its own, two minutes long",
  run: async ({ lab, cli, note, barePictures }) => {
    for (const host of DOCKER_HOSTS) await putRuncBefore(lab, host);
    await cli.writeConfig({ image_repository: new URL(registryUrl).host });
    await cli.editConfig((file) => {
      for (const at of DOCKER_HOSTS.keys())
        file.setIn(["hosts", at, "container_runtime"], "docker");
    });
    const { apply, plan } = await applyAsPlanned(lab, cli);
    note(`apply ${(apply.tookMs / 1000).toFixed(1)} s`);
    note(`${plan.hosts.flatMap(({ tasks }) => tasks).length} tasks as planned`);
    await waitForNodes(lab, HOSTS);
    expectEqual("runtimes of the nodes", await readRuntimes(lab), [
      "docker://20.10.24+dfsg1",
      "docker://20.10.24+dfsg1",
      "containerd://1.6.20",
    ]);
    await checkPodNetwork(lab, HOSTS, "lab/toolbox:1");
    await removePods(lab);
    const rules = (await lab.ssh("w1", ["iptables-save"])).stdout;
    expect("Docker makes no rules", !rules.includes("DOCKER"));
    const again = await cli.must("apply", "--yes");
    expect("then there is nothing to do", again.stdout.startsWith("Nothing to do"));
    note(`nothing to do in ${again.tookMs} ms`);
    await checkDrift(lab);
    await checkRefusal(cli);
    await cli.must("reset", "--yes");
    await waitForAgentsGone(lab, HOSTS);
    const left = compareAllHostPictures(barePictures, await takeHostPictures(lab));
    expectNone(
      "hosts were not bare after the reset",
      left.filter((line) => !LEFT_BY_DOCKER.test(line)),
    );
  },
};

/** What somebody has changed in Docker's configuration comes back. */
async function checkDrift(lab: Lab): Promise<void> {
  const path = "/etc/docker/daemon.json";
  const read = async (): Promise<string> => (await lab.ssh("w1", ["cat", path])).stdout;
  const before = await read();
  await lab.ssh("w1", ["sh", "-c", `echo '{}' > ${path}`]);
  await waitUntil("daemon.json to be put back", 30_000, async () => (await read()) === before);
}

/** A node's runtime is not exchanged below its pods. */
async function checkRefusal(cli: Cli): Promise<void> {
  await cli.editConfig((file) => file.setIn(["hosts", 1, "container_runtime"], "containerd"));
  const refused = await cli.run("plan");
  expect(`it is refused: ${refused.stderr}`, refused.stderr.includes("RUNTIME_CHANGED"));
  await cli.editConfig((file) => file.setIn(["hosts", 1, "container_runtime"], "docker"));
}
