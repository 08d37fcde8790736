import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gatewayAddress } from "../../lab/lab-addresses.ts";
import { registryUrl } from "../../lab/lab-supply.ts";
import type { Lab } from "../../lab/lab.ts";
import type { Cli } from "../cli.ts";
import { expect, expectEqual, expectNone } from "../expectation.ts";
import { kubectl, waitForNodes } from "../kubectl.ts";
import { applyAsPlanned } from "../plan-promise.ts";
import { checkPodNetwork, removePods } from "../pods.ts";
import type { Scenario } from "../scenario.ts";
import { startInLab } from "../start-in-lab.ts";
import { TOOLBOX_IMAGE } from "../toolbox-image.ts";

const HOSTS = ["m1", "w1", "w2"];
const PORT = 5001;
const KUBERNETES_IMAGE = "k8s.gcr.io/pause:3.2";

/**
 * All images come from mirrors behind a password: Kubernetes' own from one that wants a token for it, all
 * others from one that wants it itself. A wrong password is told before anything is joined; a changed one
 * counts with the next pull and ends no container; without one nothing is to be had, nor left on hosts.
 */
export const mirrorPassword: Scenario = {
  name: "mirror-password",
  needs: "bare",
  onlyByName: "it makes a cluster of its own, behind a registry of its own",
  run: async ({ lab, cli, note }) => {
    const folder = join(cli.home, "..", "registry");
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const registry = await startInLab(lab, "password-registry.ts", [
      gatewayAddress,
      `${PORT}`,
      registryUrl,
      folder,
    ]);
    try {
      const passwords = ["first-password-1", "second-password-2"] as const;
      await setPassword(folder, passwords[0]);
      await writeConfig(cli, folder, "wrong-password-0");
      note(await expectRefusal(cli));
      await setPassword(folder, passwords[0], folder);
      const { apply } = await applyAsPlanned(lab, cli);
      note(`apply ${(apply.tookMs / 1000).toFixed(1)} s`);
      await waitForNodes(lab, HOSTS);
      await checkPodNetwork(lab, HOSTS);
      await removePods(lab);
      const again = await cli.must("apply", "--yes");
      expect("then there is nothing to do", again.stdout.startsWith("Nothing to do"));
      await checkFiles(lab, passwords[0]);
      await changePassword(lab, cli, folder, passwords);
      await takeAway(lab, cli, passwords);
      const log = await readFile(join(folder, "registry.log"), "utf8");
      note(`${log.split("\n").filter((line) => line.startsWith("let in")).length} requests let in`);
    } finally {
      registry.kill();
    }
  },
};

/** What the registry wants; `known`: and what the administrator has in their file. */
async function setPassword(folder: string, password: string, known?: string): Promise<void> {
  await writeFile(join(folder, "user"), `puller:${password}\n`, { mode: 0o600 });
  if (known !== undefined) await writeFile(join(known, "password"), `${password}\n`);
}

async function writeConfig(cli: Cli, folder: string, password: string): Promise<void> {
  const path = join(folder, "password");
  await writeFile(path, `${password}\n`, { mode: 0o600 });
  const mirror = (port: number) => ({
    endpoint: `http://${gatewayAddress}:${port}`,
    credentials: { username: "puller", password_file: path },
  });
  await cli.writeConfig();
  await cli.editConfig((file) =>
    file.set(
      "image_mirror",
      file.createNode({ _default: mirror(PORT), "k8s.gcr.io": mirror(PORT + 1) }),
    ),
  );
}

async function expectRefusal(cli: Cli): Promise<string> {
  const refused = await cli.run("apply", "--yes", "-o", "json");
  const told = `${refused.stdout}${refused.stderr}`;
  expectEqual("exit code with a wrong password", refused.code, 1);
  expect(`it says which image and why: ${told}`, told.includes("IMAGE_PULL_FAILED"));
  expect(`it names the image: ${told}`, told.includes(KUBERNETES_IMAGE));
  expect("it says no password", !told.includes("wrong-password"));
  const [reason = ""] = /failed to authorize[^"\\]*/.exec(told) ?? [];
  return `refused: ${reason}`;
}

const CONFIG = "/etc/containerd/config.toml";
const REGISTRIES = "/etc/containerd/certs.d";

async function checkFiles(lab: Lab, password: string): Promise<void> {
  const secret = Buffer.from(`puller:${password}`).toString("base64");
  const search = `stat -c '%a %U %n' ${CONFIG} ${REGISTRIES}/*/hosts.toml; grep -rlF '${secret}' /etc`;
  const { stdout } = await lab.ssh("w1", ["sh", "-c", search]);
  const files = [
    CONFIG,
    ...[`${gatewayAddress}:${PORT}`, `${gatewayAddress}:${PORT + 1}`, "_default", "k8s.gcr.io"].map(
      (name) => `${REGISTRIES}/${name}/hosts.toml`,
    ),
  ];
  for (const path of files) {
    expect(`${path} is root's alone: ${stdout}`, stdout.includes(`600 root ${path}`));
    expect(`${path} has the password: ${stdout}`, stdout.split("\n").includes(path));
  }
}

async function changePassword(
  lab: Lab,
  cli: Cli,
  folder: string,
  [before, after]: readonly [string, string],
): Promise<void> {
  await setPassword(folder, after);
  expect("the old one is good no more", !(await pulls(lab, TOOLBOX_IMAGE)));
  await setPassword(folder, after, folder);
  const containers = await readContainers(lab);
  const plan = await cli.must("plan", "--verbose");
  expect(`the plan has it: ${plan.stdout}`, plan.stdout.includes("hosts.toml"));
  for (const secret of secretsOf(before, after))
    expect("the plan does not say it", !plan.stdout.includes(secret));
  await cli.must("apply", "--yes");
  expect("the new one is good", await pulls(lab, TOOLBOX_IMAGE));
  expect("for tokens too", await pulls(lab, KUBERNETES_IMAGE));
  await waitForNodes(lab, HOSTS);
  expectEqual("containers go on", await readContainers(lab), containers);
}

async function takeAway(lab: Lab, cli: Cli, passwords: readonly string[]): Promise<void> {
  await cli.editConfig((file) => {
    for (const registry of ["_default", "k8s.gcr.io"])
      file.deleteIn(["image_mirror", registry, "credentials"]);
  });
  const plan = await cli.must("plan", "--verbose");
  const secrets = secretsOf(...passwords);
  for (const secret of secrets)
    expect("the plan does not say what goes", !plan.stdout.includes(secret));
  await cli.must("apply", "--yes");
  expect("nothing is to be had without it", !(await pulls(lab, TOOLBOX_IMAGE)));
  for (const host of HOSTS) {
    const search = ["grep", "-rlF", ...secrets.flatMap((secret) => ["-e", secret]), "/etc"];
    const { stdout } = await lab.ssh(host, search);
    expectNone(
      `passwords left on ${host}`,
      stdout.split("\n").filter((line) => line !== ""),
    );
  }
}

const secretsOf = (...passwords: readonly string[]): readonly string[] =>
  passwords.flatMap((password) => [password, Buffer.from(`puller:${password}`).toString("base64")]);

/** What is there already is asked for all the same. */
async function pulls(lab: Lab, image: string): Promise<boolean> {
  const { code, stderr } = await lab.ssh("w1", ["crictl", "pull", image]);
  expect(`a pull fails for its password alone: ${stderr}`, code === 0 || /401|auth/.test(stderr));
  return code === 0;
}

async function readContainers(lab: Lab): Promise<string> {
  const path = "jsonpath={.items[*].status.containerStatuses[*].containerID}";
  return await kubectl(lab, ["get", "pods", "--all-namespaces", "-o", path]);
}
