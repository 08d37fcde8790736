import { createPublicKey } from "node:crypto";
import { beforeEach, expect, test } from "vitest";
import { createRoot } from "../../shared/pki/authority.ts";
import { issueCertificate } from "../../shared/pki/issue-certificate.ts";
import { generateCertificateKey } from "../../shared/pki/private-key.ts";
import { FakeHost } from "../host/fake/fake-host.ts";
import { sampleNodeSpec } from "../kubeadm/sample-node-spec.fake.ts";
import { kubernetesCertificates } from "./kubernetes-certificates.ts";

const DAY_MS = 86_400_000;
const START_MS = Date.UTC(2026, 0, 1);
const FOLDER = "/etc/kubernetes";
const spec = sampleNodeSpec("1.20.2");
const root = await createRoot("3f0c2c1e-8a1a-4a52-9d53-0a4a5f3c9c11", new Date(START_MS));
const certify = (days: number): Promise<string> =>
  issueCertificate(root, {
    subject: { organization: "kubernetes", commonName: "client" },
    publicKey: createPublicKey(generateCertificateKey()),
    usage: { kind: "leaf", purposes: ["client"], dnsNames: [], ipAddresses: [] },
    lifetimeMs: days * DAY_MS,
    now: new Date(START_MS),
  });
const OLD = await certify(365);
const NEW = await certify(700);
const kubeconfig = (pem: string): string =>
  `users:\n- user:\n    client-certificate-data: ${Buffer.from(pem).toString("base64")}\n`;

const CLIENT = "pki/apiserver-kubelet-client.crt";
let host: FakeHost;
beforeEach(() => {
  host = new FakeHost({ hostname: spec.host, startMs: START_MS });
  const { files, programs, units, cluster } = host.machine;
  for (const key of ["ca", "front-proxy-ca", "etcd/ca"])
    files.seed(`${FOLDER}/pki/${key}.key`, "key");
  files.seed(`${FOLDER}/admin.conf`, "of an authority that is not looked at\n");
  files.seed(`${FOLDER}/${CLIENT}`, OLD);
  files.seed(`${FOLDER}/pki/etcd/peer.crt`, OLD);
  files.seed(`${FOLDER}/scheduler.conf`, kubeconfig(OLD));
  host.machine.pods = ["kube-apiserver", "kube-controller-manager", "kube-scheduler"].map(
    (program) => {
      const name = `${program}-${spec.host}`;
      return { id: program, namespace: "kube-system", name, startedAtMs: START_MS };
    },
  );
  units.set("containerd.service", { active: "active", loadedFiles: [], loadedAtMs: START_MS });
  cluster.apiServers.add(spec.host);
  programs.set("kubeadm", (machine, argv) => {
    const renewed: Readonly<Record<string, readonly [string, string]>> = {
      "apiserver-kubelet-client": [CLIENT, NEW],
      "etcd-peer": ["pki/etcd/peer.crt", NEW],
      "scheduler.conf": ["scheduler.conf", kubeconfig(NEW)],
    };
    const [file = "", text = ""] = renewed[argv.at(-1) ?? ""] ?? [];
    machine.files.write(`${FOLDER}/${file}`, text, { mode: 0o600 });
    return { exitCode: 0, stdout: "", stderr: "" };
  });
});

const look = async () => {
  const state = await kubernetesCertificates.check(host.reader, spec);
  return kubernetesCertificates.diff(state, spec);
};
const fields = async () => (await look()).map(({ field }) => field);
const apply = async (): Promise<void> => {
  const secrets = { get: () => undefined };
  const provenance = { began: () => false, completed: () => false };
  const bound = host.bind({ work: "w", taskNumber: 1, secrets, provenance });
  await kubernetesCertificates.apply(bound, spec, await look());
};

test("nothing is renewed while there are more than 60 days left", async () => {
  host.machine.advance(304 * DAY_MS);
  expect(await look()).toEqual([]);
});

test("60 days before their end they are renewed, and who reads them once is started anew", async () => {
  host.machine.advance(306 * DAY_MS);
  expect(await fields()).toEqual(["scheduler.conf", "apiserver-kubelet-client", "etcd-peer"]);
  await apply();
  expect(host.machine.pods.map(({ id }) => id)).toEqual([
    "kube-apiserver+",
    "kube-controller-manager",
    "kube-scheduler+",
  ]);
  expect(await look()).toEqual([]);
});

test("a renewal that was cut off before programs were started anew is seen by their age", async () => {
  host.machine.advance(306 * DAY_MS);
  host.machine.files.write(`${FOLDER}/scheduler.conf`, kubeconfig(NEW), { mode: 0o600 });
  expect(await fields()).toContain("kube-scheduler");
  await apply();
  expect(await look()).toEqual([]);
});

test("it is not over while a program does not run or the API is silent", async () => {
  host.machine.advance(306 * DAY_MS);
  await apply();
  const running = host.machine.pods;
  host.machine.pods = running.slice(0, 2);
  expect(await fields()).toEqual(["kube-scheduler"]);
  host.machine.pods = running;
  host.machine.cluster.apiServers.clear();
  expect(await fields()).toEqual(["Kubernetes API"]);
  host.machine.advance(3_600_000);
  expect(await look()).toEqual([]);
});

test("a control plane that was formed a moment ago and starts once more is not renewed", async () => {
  host.machine.advance(60_000);
  host.machine.pods = [];
  host.machine.cluster.apiServers.clear();
  expect(await look()).toEqual([]);
});

test("certificates of an authority whose key is elsewhere are left to its owner", async () => {
  host.machine.advance(306 * DAY_MS);
  host.machine.files.remove(`${FOLDER}/pki/etcd/ca.key`);
  expect(await fields()).not.toContain("etcd-peer");
});
