import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { gatewayAddress } from "../../lab/lab-addresses.ts";
import type { Lab } from "../../lab/lab.ts";
import { waitUntil } from "../../lab/wait-until.ts";
import { createLabAuthority, type LabAuthority } from "../lab-authority.ts";
import { expect, expectEqual } from "../expectation.ts";
import { startedTasks } from "../journal.ts";
import { kubectl } from "../kubectl.ts";
import { applyAsPlanned } from "../plan-promise.ts";
import type { Scenario, Stage } from "../scenario.ts";
import { startInLab } from "../start-in-lab.ts";

const PORT = 9292;
const TASK = "control-plane-settings:local";
const MARK = "pharos-planted-marker-0123456789";

/**
 * On a cluster that runs: a token reviewer, an audit webhook and file, an admission plugin and encryption
 * are switched on, a flag that breaks the API server is taken back, and all is switched off again.
 */
export const controlPlaneSettings: Scenario = {
  name: "control-plane-settings",
  needs: "formed-1-2",
  onlyByName: "the API server starts four times and more",
  run: async (stage) => {
    const { lab, cli } = stage;
    const authority = await createLabAuthority(join(dirname(cli.configPath), "webhook"));
    await authority.issue("reviewer", [gatewayAddress]);
    await authority.issue("apiserver", []);
    await warnOfSilence(stage, authority);
    const receiver = await startInLab(lab, "webhook-receiver.ts", [
      gatewayAddress,
      `${PORT}`,
      authority.folder,
    ]);
    try {
      await switchOn(stage, authority);
      await expectTakenBack(stage);
      await switchOff(stage);
    } finally {
      receiver.kill();
    }
  },
};

const settings = ({ folder, caPath }: LabAuthority) => ({
  authentication: {
    token_webhook: {
      config: {
        cluster: {
          name: "reviewer",
          server: `https://${gatewayAddress}:${PORT}/token`,
          certificate_authority: caPath,
        },
        user: {
          name: "apiserver",
          client_certificate: join(folder, "apiserver.pem"),
          client_key: join(folder, "apiserver-key.pem"),
        },
      },
      cache_ttl: "10s",
    },
  },
  audit: { webhook: { server: `http://${gatewayAddress}:${PORT + 1}/audit` }, file: {} },
  admission_plugins: [{ name: "PodNodeSelector" }],
  secrets_encryption: { enabled: true },
});

/** Nothing listens yet: that is told, and no error. */
async function warnOfSilence({ cli }: Stage, authority: LabAuthority): Promise<void> {
  await cli.editConfig((file) => {
    for (const [key, value] of Object.entries(settings(authority))) file.set(key, value);
  });
  const { stdout, stderr } = await cli.must("plan");
  expect(
    `plan says that the reviewer is away: ${stdout}${stderr}`,
    `${stdout}${stderr}`.includes(`nothing answers at https://${gatewayAddress}:${PORT}/token`),
  );
}

async function switchOn({ lab, cli, note }: Stage, { folder }: LabAuthority): Promise<void> {
  const { apply, records } = await applyAsPlanned(lab, cli);
  note(`switched on in ${(apply.tookMs / 1000).toFixed(1)} s`);
  expect("m1's settings were changed", startedTasks(records.get("m1") ?? []).includes(TASK));
  expectEqual("tasks of w1", startedTasks(records.get("w1") ?? []), []);
  expect("a token is accepted", (await withToken(lab, "good")).includes("m1"));
  expect("another is refused", (await withToken(lab, "bad")).includes("Unauthorized"));
  const modes = await onMaster(
    lab,
    "stat -c '%a %n' /etc/pharos/control-plane /etc/pharos/control-plane/*",
  );
  note(modes.trim().split("\n").length + " entries in /etc/pharos/control-plane");
  expect(`the folder is root's alone: ${modes}`, modes.startsWith("700 "));
  expect(`keys are root's alone: ${modes}`, /^600 .*token-webhook-key-/m.test(modes));
  await waitUntil("alice in the audit file", 30_000, async () =>
    (await onMaster(lab, "cat /var/log/kubernetes/audit.json")).includes('"username":"alice"'),
  );
  await waitUntil("alice in the audit webhook's events", 60_000, async () =>
    (await readFile(join(folder, "audit.log"), "utf8").catch(() => "")).includes("alice list"),
  );
  await kubectl(lab, ["create", "secret", "generic", "planted", `--from-literal=a=${MARK}`]);
  await onMaster(lab, "sync");
  const plain = await onMaster(lab, `grep -rlaF ${MARK} /var/lib/etcd/member || echo none`);
  expectEqual("files of etcd with the secret's text", plain.trim(), "none");
  expect(
    "and yet it can be read",
    (await kubectl(lab, ["get", "secret", "planted", "-o", "jsonpath={.data.a}"])) ===
      Buffer.from(MARK).toString("base64"),
  );
}

async function expectTakenBack({ lab, cli, note }: Stage): Promise<void> {
  const flag = ["control_plane", "api_server", "extra_args"];
  await cli.editConfig((file) => file.setIn(flag, { "audit-log-format": "nonsense" }));
  const failed = await cli.run("apply", "--yes");
  note(`taken back in ${(failed.tookMs / 1000).toFixed(1)} s`);
  expect(
    `it says why: ${failed.stderr}`,
    failed.stderr.includes("did not come up with its new settings"),
  );
  expect("the API server runs", (await withToken(lab, "good")).includes("m1"));
  await cli.editConfig((file) => file.deleteIn(flag));
}

async function switchOff({ lab, cli, note }: Stage): Promise<void> {
  await cli.editConfig((file) => {
    for (const key of ["authentication", "audit", "admission_plugins", "secrets_encryption"])
      file.delete(key);
  });
  const off = await cli.must("apply", "--yes");
  note(`switched off in ${(off.tookMs / 1000).toFixed(1)} s`);
  expect("tokens count no more", (await withToken(lab, "good")).includes("Unauthorized"));
  const secret = await kubectl(lab, ["get", "secret", "planted", "-o", "jsonpath={.data.a}"]);
  expect("what was encrypted can be read", secret === Buffer.from(MARK).toString("base64"));
  const files = await onMaster(lab, "ls /etc/pharos/control-plane");
  expect(`only the keys are left: ${files}`, /^secrets-encryption-\w+\.yaml$/.test(files.trim()));
  const again = await cli.must("apply", "--yes");
  expect("then there is nothing to do", again.stdout.startsWith("Nothing to do"));
}

async function withToken(lab: Lab, token: string): Promise<string> {
  const server =
    "--server https://127.0.0.1:6443 --certificate-authority /etc/kubernetes/pki/ca.crt";
  return onMaster(lab, `kubectl ${server} --token ${token} get nodes -o name 2>&1`);
}

async function onMaster(lab: Lab, script: string): Promise<string> {
  return (await lab.ssh("m1", ["sh", "-c", script])).stdout;
}
