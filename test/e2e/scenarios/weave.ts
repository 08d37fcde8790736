import type { Lab } from "../../lab/lab.ts";
import { waitUntil } from "../../lab/wait-until.ts";
import type { Cli } from "../cli.ts";
import { expect, expectEqual, expectNone } from "../expectation.ts";
import { compareAllHostPictures, takeHostPictures } from "../host-picture.ts";
import { kubectl, waitForNodes } from "../kubectl.ts";
import { applyAsPlanned } from "../plan-promise.ts";
import { checkPodNetwork } from "../pods.ts";
import type { Scenario } from "../scenario.ts";
import { waitForAgentsGone } from "../wait-for-agents-gone.ts";

/** Weave's own routes end with its devices; the stand-in's hang on the host's, and the product knows nothing of them. */
const STAND_IN_ROUTE = /^\w+ \+route 10\.32\.\d+\.0\/24 via /;

/** Nobody listens there: packages, images and the API are reached only if nothing of these goes through it. */
const DEAD_PROXY = {
  HTTP_PROXY: "http://10.77.0.1:9",
  HTTPS_PROXY: "http://10.77.0.1:9",
  NO_PROXY: "10.77.0.1",
};

const HOSTS = ["m1", "w1", "w2"];

/** A cluster.yml that names no provider gets Weave; its images are the lab's stand-in (docs/seed-coverage.md). */
export const weave: Scenario = {
  name: "weave",
  needs: "bare",
  onlyByName: "it makes a cluster of its own, two minutes long",
  run: async ({ lab, cli, note, barePictures }) => {
    const network = { dns: { provider: "none" }, trusted_subnets: ["172.31.0.0/16"] };
    await cli.writeConfig({ network });
    await cli.editConfig((file) => {
      for (const at of HOSTS.keys()) file.setIn(["hosts", at, "environment"], DEAD_PROXY);
    });
    const { apply } = await applyAsPlanned(lab, cli);
    note(`apply ${(apply.tookMs / 1000).toFixed(1)} s`);
    await waitForNodes(lab, HOSTS);
    await checkPodNetwork(lab, HOSTS);
    await checkSecrecy(lab);
    const again = await cli.must("apply", "--yes");
    expectEqual("a second apply says", again.stdout.startsWith("Nothing to do"), true);
    note(`nothing to do in ${again.tookMs} ms`);
    await checkHealth(lab, cli);
    expectEqual("peers", await readPeers(lab), HOSTS);
    await cli.must("reset", "--host", "w2", "--yes");
    await waitUntil("w2's addresses to be free again", 30_000, async () => {
      return (await readPeers(lab)).join(" ") === "m1 w1";
    });
    await cli.must("reset", "--yes");
    await waitForAgentsGone(lab, HOSTS);
    const left = compareAllHostPictures(barePictures, await takeHostPictures(lab));
    expectNone(
      "hosts were not bare after the reset",
      left.filter((line) => !STAND_IN_ROUTE.test(line)),
    );
  },
};

/** The password is the cluster's own making, trusted networks are known, and nobody else reads the status. */
async function checkSecrecy(lab: Lab): Promise<void> {
  const path = "jsonpath={.data.weave-passwd}";
  const argv = ["get", "secret", "weave-passwd", "-n", "kube-system", "-o", path];
  const password = Buffer.from(await kubectl(lab, argv), "base64").toString();
  expect("the password is 24 bytes in hexadecimal", /^[0-9a-f]{48}$/.test(password));
  for (const host of HOSTS) {
    const { stdout } = await lab.ssh(host, ["ss", "-Hltn", "( sport = :6782 or sport = :6784 )"]);
    const addresses = stdout.split("\n").flatMap((line) => line.split(/\s+/)[3] ?? []);
    expectEqual(`status of ${host}`, addresses.toSorted(), ["127.0.0.1:6782", "127.0.0.1:6784"]);
  }
  const args = ["get", "daemonset", "weave-net", "-n", "kube-system", "-o", "json"];
  const objects = await kubectl(lab, args);
  expect("trusted subnets are known", objects.includes("--trusted-subnets=172.31.0.0/16"));
}

/** Routers that are gone are told by every host, and the next apply brings them back. */
async function checkHealth(lab: Lab, cli: Cli): Promise<void> {
  const notes = async (): Promise<number> =>
    [...(await cli.run("status")).stdout.matchAll(/Weave (?:does not tell|reaches|has no)/g)]
      .length;
  expectEqual("notes on a network that is well", await notes(), 0);
  await kubectl(lab, ["delete", "daemonset", "weave-net", "-n", "kube-system"]);
  await waitUntil("every host to tell it", 30_000, async () => (await notes()) === HOSTS.length);
  await cli.must("apply", "--yes");
  await waitUntil("the network to be well again", 30_000, async () => (await notes()) === 0);
}

/** Nodes that have a part of the pods' addresses. */
async function readPeers(lab: Lab): Promise<readonly string[]> {
  const path = String.raw`jsonpath={.metadata.annotations.kube-peers\.weave\.works/peers}`;
  const text = await kubectl(lab, [
    "get",
    "configmap",
    "weave-net",
    "-n",
    "kube-system",
    "-o",
    path,
  ]);
  return [...text.matchAll(/"NodeName":"([^"]+)"/g)].map(([, name = ""]) => name).toSorted();
}
