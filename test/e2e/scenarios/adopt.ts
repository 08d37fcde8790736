import { parse } from "yaml";
import { readFile } from "node:fs/promises";
import { kubeadmByHand } from "../../lab/kubeadm-by-hand.ts";
import type { Lab } from "../../lab/lab.ts";
import { runCommand } from "../../lab/run-command.ts";
import { waitUntil } from "../../lab/wait-until.ts";
import type { Cli } from "../cli.ts";
import { readClusterPicture } from "../cluster-picture.ts";
import { readErrorDocument } from "../error-document.ts";
import { expect, expectEqual, expectNone } from "../expectation.ts";
import { readJournals } from "../journal.ts";
import { kubectl, waitForNodes } from "../kubectl.ts";
import { findLeftovers } from "../leftovers.ts";
import { applyAsPlanned, type Plan } from "../plan-promise.ts";
import { checkPodNetwork } from "../pods.ts";
import type { Scenario } from "../scenario.ts";

const HOSTS = ["m1", "w1", "w2"];
const KUBEADM_LIMIT_MS = 15 * 60_000;

/**
 * A cluster that kubeadm has made by hand becomes pharosctl's: nothing that runs on it is started anew by
 * that, and afterwards it is looked after like any other.
 */
export const adopt: Scenario = {
  name: "adopt",
  needs: "bare",
  turn: 0,
  run: async ({ lab, cli, note }) => {
    await makeByHand(lab);
    note("kubeadm has run by hand");
    await expectRefusedWithoutAdoption(cli);
    const words = await adoptWords(lab);
    await expectEveryNodeWanted(cli, words);
    // Nothing was put back here; kubeadm init starts the kubelet anew after the containers of its manifests.
    const before = await readClusterPicture(lab, HOSTS);
    await writeAdopted(lab, cli, words);
    const { plan, apply } = await applyAsPlanned(lab, cli);
    note(`first apply ${(apply.tookMs / 1000).toFixed(1)} s`);
    expectEqual("what the first apply does", tasksOf(plan), FIRST_APPLY);
    expectEqual("nodes, pods and programs", await readClusterPicture(lab, HOSTS), before);
    const journals = await readJournals(lab);
    await expectNothingToDo(cli);
    expectEqual("journals after a second apply", await readJournals(lab), journals);
    await seesDrift(lab, cli);
    await takesSettings(lab, cli);
    await givesItsFileBack(lab, cli, words);
    await letsWorkerLeaveAndJoin(lab, cli, note);
    await checkPodNetwork(lab, ["w1", "w2"]);
    expectNone("left on hosts", await findLeftovers(lab));
  },
};

/** With a label, a taint and pods that answer each other. */
async function makeByHand(lab: Lab): Promise<void> {
  const { argv, env } = await kubeadmByHand(lab);
  const made = await runCommand(argv, { env, timeoutMs: KUBEADM_LIMIT_MS });
  expect(`kubeadm makes a cluster by hand: ${made.stderr.slice(-1000)}`, made.code === 0);
  await waitForNodes(lab, HOSTS);
  await kubectl(lab, ["label", "node", "w1", "disk=ssd"]);
  await kubectl(lab, ["taint", "node", "w2", "dedicated=db:PreferNoSchedule"]);
  await checkPodNetwork(lab, ["w1", "w2"]);
}

async function expectRefusedWithoutAdoption(cli: Cli): Promise<void> {
  const { code, stdout } = await cli.run("apply", "--yes", "--output", "json");
  expectEqual("exit code of an apply without adoption", code, 1);
  const codes = readErrorDocument(stdout).map((failure) => failure.code);
  const refusals = codes.filter((one) => one === "EXISTING_KUBERNETES");
  expectEqual("hosts that are refused as another cluster's", refusals.length, HOSTS.length);
}

async function adoptWords(lab: Lab): Promise<readonly string[]> {
  const hosts = await lab.hosts();
  return [
    ...hosts.flatMap(({ address }) => ["--host", `ubuntu@${address}`]),
    "--ssh-key",
    lab.sshKeyPath,
    "--name",
    lab.name,
    "--accept-host-keys",
    "--force",
  ];
}

/** Of the last host that is named, both words are left out. */
async function expectEveryNodeWanted(cli: Cli, words: readonly string[]): Promise<void> {
  const last = words.lastIndexOf("--host");
  const fewer = words.filter((_, at) => at !== last && at !== last + 1);
  const { code, stdout } = await cli.run("adopt", ...fewer, "--output", "json");
  expectEqual("exit code of an adoption without a node", code, 2);
  const [failure] = readErrorDocument(stdout);
  expectEqual("why it is refused", failure?.code, "ADOPTION_HOSTS_MISSING");
  expect(`it names w2: ${failure?.message}`, failure?.message.includes("w2") === true);
}

async function writeAdopted(lab: Lab, cli: Cli, words: readonly string[]): Promise<void> {
  await cli.must("adopt", ...words);
  const file: unknown = parse(await readFile(cli.configPath, "utf8"));
  const access = { user: "ubuntu", ssh_key_path: lab.sshKeyPath };
  const address = new Map((await lab.hosts()).map((host) => [host.name, host.address]));
  const hosts = [
    { address: address.get("m1"), role: "master", ...access },
    { address: address.get("w1"), role: "worker", ...access, labels: { disk: "ssd" } },
    {
      address: address.get("w2"),
      role: "worker",
      ...access,
      taints: [{ key: "dedicated", effect: "PreferNoSchedule", value: "db" }],
    },
  ].map((host) => ({ ...host, manage_container_runtime: false }));
  const found = typeof file === "object" && file !== null && "hosts" in file ? file.hosts : file;
  expectEqual("hosts of the file that was written", found, hosts);
  const { stdout } = await cli.must("validate");
  expect(`it is valid: ${stdout}`, stdout.includes("1 master, 2 workers, Kubernetes 1.20.2"));
}

const EVERYWHERE = ["kernel-modules:all", "sysctls:all", "packages:host"];
const FIRST_APPLY = [
  ...EVERYWHERE.map((task) => `m1 ${task}`),
  "m1 node-object:m1",
  "m1 node-object:w1",
  "m1 node-object:w2",
  "m1 kubernetes-object:kube-system/ConfigMap/pharos-config",
  ...EVERYWHERE.map((task) => `w1 ${task}`),
  ...EVERYWHERE.map((task) => `w2 ${task}`),
];

const tasksOf = ({ hosts }: Plan): readonly string[] =>
  hosts.flatMap(({ name, tasks }) => tasks.map(({ id }) => `${name} ${id}`));

async function expectNothingToDo(cli: Cli): Promise<void> {
  const { stdout } = await cli.must("apply", "--yes");
  expect(`nothing is left to do: ${stdout}`, stdout.startsWith("Nothing to do"));
}

/** What is adopted is told of, and put back when somebody says so. */
async function seesDrift(lab: Lab, cli: Cli): Promise<void> {
  const file = "/etc/modules-load.d/pharos.conf";
  const original = (await lab.ssh("w1", ["cat", file])).stdout;
  await lab.ssh("w1", ["truncate", "--size=0", file]);
  await waitUntil("w1 to tell what differs", 30_000, async () => {
    const { stdout } = await cli.run("drift", "--host", "w1", "-o", "json");
    return stdout.includes("kernel-modules:all") && stdout.includes('"reported"');
  });
  expectEqual("the file", (await lab.ssh("w1", ["cat", file])).stdout, "");
  await cli.must("drift correct", "--host", "w1");
  expectEqual("the file after a correction", (await lab.ssh("w1", ["cat", file])).stdout, original);
}

/** Settings of an adopted control plane change as those of any other, and what was carried over stays. */
async function takesSettings(lab: Lab, cli: Cli): Promise<void> {
  await cli.editConfig((file) => {
    file.setIn(["control_plane", "scheduler"], { extra_args: { v: "3" } });
  });
  const { plan } = await applyAsPlanned(lab, cli);
  expectEqual("tasks for a flag of the scheduler", tasksOf(plan), [
    "m1 control-plane-settings:local",
    "m1 kubernetes-object:kube-system/ConfigMap/pharos-config",
  ]);
  const manifest = await lab.ssh("m1", ["cat", "/etc/kubernetes/manifests/kube-scheduler.yaml"]);
  expect("the scheduler has it", manifest.stdout.includes("--v=3"));
  const stored = await kubectl(
    lab,
    ["get", "configmap", "kubeadm-config", "-n", "kube-system"].concat("-o", "yaml"),
  );
  expect(`a carried flag is stored: ${stored}`, stored.includes("allocate-node-cidrs"));
  await expectNothingToDo(cli);
}

/** The administrator has lost cluster.yml; ~/.pharos is there. */
async function givesItsFileBack(lab: Lab, cli: Cli, words: readonly string[]): Promise<void> {
  const { stderr } = await cli.must("adopt", ...words);
  expect(`it says whose the cluster is: ${stderr}`, stderr.includes("is pharosctl's already"));
  await expectNothingToDo(cli);
  expectEqual("nodes", (await waitForNodes(lab, HOSTS)).length, HOSTS.length);
}

const RUNTIME = ["systemctl", "show", "--property=MainPID", "--property=ActiveState", "containerd"];

/** What was there before the adoption stays, and is used again. */
async function letsWorkerLeaveAndJoin(
  lab: Lab,
  cli: Cli,
  note: (text: string) => void,
): Promise<void> {
  const before = (await lab.ssh("w2", RUNTIME)).stdout;
  await cli.must("hosts remove w2", "--yes");
  expectEqual("containerd of w2", (await lab.ssh("w2", RUNTIME)).stdout, before);
  const kept = ["/etc/containerd/config.toml", "/etc/cni/net.d/10-bridge.conflist"];
  for (const path of [...kept, "/usr/bin/kubelet"])
    expect(`${path} of w2 stays`, (await lab.ssh("w2", ["test", "-e", path])).code === 0);
  const gone = await lab.ssh("w2", ["test", "-e", "/etc/kubernetes/kubelet.conf"]);
  expect("w2 is no node any more", gone.code !== 0);
  const { tookMs } = await cli.must("apply", "--yes");
  note(`w2 joined again in ${(tookMs / 1000).toFixed(1)} s`);
  await waitForNodes(lab, HOSTS);
}
