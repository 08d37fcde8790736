import { dirname, join } from "node:path";
import type { Lab } from "../../lab/lab.ts";
import { waitUntil } from "../../lab/wait-until.ts";
import { expect, expectEqual, expectNone } from "../expectation.ts";
import { kubectl, waitForNodes } from "../kubectl.ts";
import { findLeftovers } from "../leftovers.ts";
import { checkPodNetwork, removePods } from "../pods.ts";
import type { Scenario, Stage } from "../scenario.ts";

const W2 = 2;
const OLD = "10.77.0.22";
const NEW = "10.77.0.52";
const NODES = ["m1", "w1", "w2"];

/**
 * A worker gets another address: with that in cluster.yml one apply has everybody use it, and the node
 * is the one that it was. Then it goes back the same way.
 */
export const movedWorker: Scenario = {
  name: "moved-worker",
  needs: "formed-1-2",
  onlyByName: "restarts a kubelet twice",
  run: async (stage) => {
    const { lab, cli } = stage;
    const uid = await ofNode(lab, "{.metadata.uid}");
    const { code, stderr } = await lab.ssh("w2", moveLater(OLD, NEW));
    expect(`the worker can be moved: ${stderr}`, code === 0);
    await waitUntil(`${NEW} answers`, 30_000, () => answers(lab, NEW));
    await applyAt(stage, NEW);
    expectEqual("the node is the one that it was", await ofNode(lab, "{.metadata.uid}"), uid);
    const pharosctl = [process.execPath, join(cli.dist, "pharosctl.cjs")];
    const inFolder = ["env", "--chdir", dirname(cli.configPath), `HOME=${cli.home}`, ...pharosctl];
    const onHost = ["exec", "--host", "w2", "--", "sudo", ...moveLater(NEW, OLD)];
    const back = await lab.exec([...inFolder, ...onHost]);
    expect(`pharosctl exec reaches it: ${back.stderr}`, back.code === 0);
    await waitUntil(`${OLD} answers`, 30_000, () => answers(lab, OLD));
    await applyAt(stage, OLD);
    expectNone("left on hosts", await findLeftovers(lab));
  },
};

async function applyAt({ lab, cli, note }: Stage, address: string): Promise<void> {
  await cli.editConfig((file) => file.setIn(["hosts", W2, "address"], address));
  const { tookMs } = await cli.must("apply", "--yes", "--accept-host-keys");
  note(`apply ${(tookMs / 1000).toFixed(1)} s`);
  const internal = '{.status.addresses[?(@.type=="InternalIP")].address}';
  await waitUntil(`the node has ${address}`, 60_000, async () => {
    return (await ofNode(lab, internal)) === address;
  });
  await waitForNodes(lab, NODES);
  await checkPodNetwork(lab, NODES);
  await removePods(lab);
  const again = await cli.must("apply", "--yes");
  expect("nothing is left to do", again.stdout.startsWith("Nothing to do"));
}

async function answers(lab: Lab, address: string): Promise<boolean> {
  return (await lab.exec(["ssh-keyscan", "-T", "2", address])).stdout.includes(address);
}

async function ofNode(lab: Lab, path: string): Promise<string> {
  return await kubectl(lab, ["get", "node", "w2", "-o", `jsonpath=${path}`]);
}

/** For a shell on the host, whose connection goes over the old address; a boot keeps the new one. */
function moveLater(from: string, to: string): readonly string[] {
  const script = `sleep 1
sed -i 's/${from}/${to}/' /usr/local/sbin/host-network
ip addr del ${from}/24 dev host0
exec /usr/local/sbin/host-network`;
  return ["systemd-run", "--quiet", "--collect", "sh", "-c", script];
}
