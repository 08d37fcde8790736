import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Document, isMap, isSeq } from "yaml";
import { hostAddress } from "../../lab/lab-addresses.ts";
import type { Lab } from "../../lab/lab.ts";
import { waitUntil } from "../../lab/wait-until.ts";
import { expect, expectEqual } from "../expectation.ts";
import { startedTasks } from "../journal.ts";
import { kubectl, readNodes, waitForNodes } from "../kubectl.ts";
import { createLabAuthority, type LabAuthority } from "../lab-authority.ts";
import { applyAsPlanned } from "../plan-promise.ts";
import type { Scenario, Stage } from "../scenario.ts";

/** The host beside the cluster on which all members run, each with ports of its own. */
const HOST = "w2";
const ADDRESS = hostAddress("worker", 2);
const MEMBERS = [1, 2, 3].map((number) => ({
  name: `etcd-${number}`,
  clientPort: 2369 + 10 * number,
  peerPort: 2370 + 10 * number,
}));
const ENDPOINTS = MEMBERS.map(({ clientPort }) => `https://${ADDRESS}:${clientPort}`);
const FOLDER = "/var/lib/etcd-outside";

/** Both are masters: an etcd outside has its quorum whatever their number is. */
const MASTERS = ["m1", "w1"];

/**
 * Two masters on an etcd of three members with TLS outside of the cluster: what is wrong with it is told
 * before anything is changed, then a cluster is made. It goes on without its first master and one member;
 * later it gets a new client certificate, and no other etcd.
 */
export const externalEtcd: Scenario = {
  name: "external-etcd",
  needs: "bare",
  onlyByName: "it forms a cluster of its own, which takes minutes",
  run: async (stage) => {
    const { lab, cli } = stage;
    const authority = await createLabAuthority(join(dirname(cli.configPath), "etcd"));
    await authority.issue("server", [ADDRESS, "127.0.0.1"]);
    await authority.issue("client", []);
    await startEtcd(lab, authority);
    await cli.editConfig((file) => {
      takeOut(file, ADDRESS);
      file.setIn(["hosts", 1, "role"], "master");
      file.set("etcd", {
        endpoints: ENDPOINTS,
        certificate: "etcd/client.pem",
        key: "etcd/client-key.pem",
        ca_certificate: "etcd/ca.pem",
      });
    });
    await expectRefusals(stage);
    await formCluster(stage);
    await loseSome(stage);
    await renewCertificate(stage, authority);
    await expectOtherRefused(stage);
  },
};

function takeOut(file: Document, address: string): void {
  const hosts = file.get("hosts");
  if (!isSeq(hosts)) throw new RangeError("cluster.yml has no list of hosts");
  hosts.items = hosts.items.filter((host) => !isMap(host) || host.get("address") !== address);
}

async function startEtcd(lab: Lab, { folder }: LabAuthority): Promise<void> {
  const install = "apt-get update -qq && apt-get install -qq -y etcd-server etcd-client";
  await onHost(lab, `${install} >/dev/null 2>&1; systemctl disable --now etcd 2>/dev/null`);
  await onHost(lab, `install -d -m 700 ${FOLDER}`);
  for (const name of ["ca.pem", "server.pem", "server-key.pem", "client.pem", "client-key.pem"]) {
    const input = await readFile(join(folder, name), "utf8");
    await lab.ssh(HOST, ["sh", "-c", `cat > ${FOLDER}/${name}`], { input });
  }
  const cluster = MEMBERS.map(({ name, peerPort }) => `${name}=https://${ADDRESS}:${peerPort}`);
  for (const { name, clientPort, peerPort } of MEMBERS) {
    const flags = [
      `--name ${name} --data-dir ${FOLDER}/${name}`,
      `--listen-client-urls https://0.0.0.0:${clientPort}`,
      `--advertise-client-urls https://${ADDRESS}:${clientPort}`,
      `--listen-peer-urls https://${ADDRESS}:${peerPort}`,
      `--initial-advertise-peer-urls https://${ADDRESS}:${peerPort}`,
      `--initial-cluster ${cluster.join(",")} --client-cert-auth --peer-client-cert-auth`,
      ...["", "peer-"].map(
        (kind) =>
          `--${kind}cert-file ${FOLDER}/server.pem --${kind}key-file ${FOLDER}/server-key.pem --${kind}trusted-ca-file ${FOLDER}/ca.pem`,
      ),
    ];
    await onHost(lab, `systemd-run --quiet --unit=${name} etcd ${flags.join(" ")}`);
  }
  await waitUntil("etcd's members to be healthy", 60_000, async () => {
    const { code } = await lab.ssh(HOST, ["sh", "-c", `${ETCDCTL} endpoint health`]);
    return code === 0;
  });
}

const ETCDCTL = [
  `ETCDCTL_API=3 etcdctl --endpoints ${ENDPOINTS.join(",")} --cacert ${FOLDER}/ca.pem`,
  `--cert ${FOLDER}/client.pem --key ${FOLDER}/client-key.pem`,
].join(" ");

/** One clear error each, and the hosts are bare as before. */
async function expectRefusals({ cli, lab, note }: Stage): Promise<void> {
  const other = await createLabAuthority(join(dirname(cli.configPath), "other"));
  await other.issue("client", []);
  const wrong: readonly (readonly [code: string, edit: Readonly<Record<string, unknown>>])[] = [
    ["EXTERNAL_ETCD_REFUSED", { ca_certificate: "other/ca.pem" }],
    ["EXTERNAL_ETCD_REFUSED", { certificate: "other/client.pem", key: "other/client-key.pem" }],
    ["EXTERNAL_ETCD_UNREACHABLE", { endpoints: [`https://${ADDRESS}:2`] }],
  ];
  const good = await readFile(cli.configPath, "utf8");
  for (const [code, edit] of wrong) {
    await cli.editConfig((file) => {
      for (const [key, value] of Object.entries(edit)) file.setIn(["etcd", key], value);
    });
    const refused = await cli.run("apply", "--yes");
    expect(`${code}: ${refused.stderr}`, refused.stderr.includes(code));
    note(refused.stderr.split("\n")[0] ?? "");
    await writeFile(cli.configPath, good);
  }
  const { stdout } = await lab.ssh("m1", ["sh", "-c", "ls -d /opt/pharos /etc/kubernetes 2>&1"]);
  expect(`nothing was installed: ${stdout}`, !/^\//m.test(stdout));
}

async function formCluster({ lab, cli, note }: Stage): Promise<void> {
  const apply = await cli.must("apply", "--yes");
  note(`apply ${(apply.tookMs / 1000).toFixed(1)} s`);
  await waitForNodes(lab, MASTERS);
  for (const master of MASTERS) {
    const script = "ls /etc/kubernetes/manifests; pidof etcd";
    const { stdout } = await lab.ssh(master, ["sh", "-c", script]);
    expect(`${master} runs an API server`, stdout.includes("kube-apiserver"));
    expect(`${master} runs no etcd: ${stdout}`, !stdout.includes("etcd"));
  }
  const keys = await onHost(lab, `${ETCDCTL} get --prefix /registry/minions --keys-only`);
  expectEqual(
    "nodes in the etcd outside",
    keys.split("\n").filter((line) => line !== ""),
    ["/registry/minions/m1", "/registry/minions/w1"],
  );
  const again = await cli.must("apply", "--yes");
  expect("then there is nothing to do", again.stdout.startsWith("Nothing to do"));
}

/** A member of etcd for good, and the first master for a while. */
async function loseSome({ lab, note }: Stage): Promise<void> {
  await onHost(lab, "systemctl stop etcd-3");
  await lab.powerOff("m1");
  const startMs = performance.now();
  await waitUntil("the second master to answer alone", 90_000, async () => {
    const nodes = await readNodes(lab, undefined, "w1").catch(() => []);
    return nodes.length === MASTERS.length;
  });
  await kubectl(lab, ["create", "configmap", "written-without-m1"], { host: "w1" });
  note(
    `without m1 and one member: written after ${((performance.now() - startMs) / 1000).toFixed(1)} s`,
  );
  await lab.powerOn("m1");
  await waitForNodes(lab, MASTERS);
  await kubectl(lab, ["get", "configmap", "written-without-m1"]);
}

async function renewCertificate({ lab, cli, note }: Stage, authority: LabAuthority): Promise<void> {
  await authority.issue("client", []);
  const { apply, records } = await applyAsPlanned(lab, cli);
  note(`a new client certificate in ${(apply.tookMs / 1000).toFixed(1)} s`);
  for (const master of MASTERS)
    expect(
      `${master}'s settings were changed`,
      startedTasks(records.get(master) ?? []).includes("control-plane-settings:local"),
    );
  await waitForNodes(lab, MASTERS);
  const again = await cli.must("apply", "--yes");
  expect("then there is nothing to do", again.stdout.startsWith("Nothing to do"));
}

/** One more etcd of its own on the same host, which lets the same clients in. */
async function expectOtherRefused({ lab, cli, note }: Stage): Promise<void> {
  const [client, peer] = [`https://${ADDRESS}:2479`, `https://${ADDRESS}:2480`];
  const files = ["", "peer-"].map(
    (kind) =>
      `--${kind}cert-file ${FOLDER}/server.pem --${kind}key-file ${FOLDER}/server-key.pem --${kind}trusted-ca-file ${FOLDER}/ca.pem`,
  );
  const flags = [
    `--name other --data-dir ${FOLDER}/other --client-cert-auth`,
    `--listen-client-urls ${client} --advertise-client-urls ${client}`,
    `--listen-peer-urls ${peer} --initial-advertise-peer-urls ${peer}`,
    `--initial-cluster other=${peer} --initial-cluster-token other`,
    ...files,
  ];
  await onHost(
    lab,
    `systemd-run --quiet --property=Type=notify --unit=etcd-other etcd ${flags.join(" ")}`,
  );
  await cli.editConfig((file) => file.setIn(["etcd", "endpoints"], [client]));
  const refused = await cli.run("plan");
  expect(`it is refused: ${refused.stderr}`, refused.stderr.includes("EXTERNAL_ETCD_OTHER"));
  note(refused.stderr.split("\n")[0] ?? "");
}

async function onHost(lab: Lab, script: string): Promise<string> {
  return (await lab.ssh(HOST, ["sh", "-c", script])).stdout;
}
