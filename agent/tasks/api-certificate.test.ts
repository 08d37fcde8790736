import { createPublicKey, type KeyObject } from "node:crypto";
import { isIP } from "node:net";
import { describe, expect, test } from "vitest";
import { createRoot } from "../../shared/pki/authority.ts";
import { issueCertificate } from "../../shared/pki/issue-certificate.ts";
import { generateCertificateKey, renderPrivateKey } from "../../shared/pki/private-key.ts";
import { FakeHost } from "../host/fake/fake-host.ts";
import { kubeadmPaths } from "../kubeadm/kubeadm-paths.ts";
import { sampleNodeSpec } from "../kubeadm/sample-node-spec.fake.ts";
import { apiCertificate } from "./api-certificate.ts";

const now = new Date(Date.UTC(2026, 0, 1));
const root = await createRoot("3f0c2c1e-8a1a-4a52-9d53-0a4a5f3c9c11", now);
const PKI = kubeadmPaths.pki;
const WORKSHOP = "/run/pharos/kubeadm/api-certificate";

const issue = (privateKey: KeyObject, names: readonly string[], days: number): Promise<string> =>
  issueCertificate(root, {
    subject: { organization: "kubernetes", commonName: "kube-apiserver" },
    publicKey: createPublicKey(privateKey),
    usage: {
      kind: "leaf",
      purposes: ["server"],
      dnsNames: names.filter((name) => isIP(name) === 0),
      ipAddresses: names.filter((name) => isIP(name) !== 0),
    },
    lifetimeMs: days * 86_400_000,
    now,
  });

const pair = async (names: readonly string[], days = 365) => {
  const key = generateCertificateKey();
  return { key: renderPrivateKey(key), certificate: await issue(key, names, days) };
};

const OLD = await pair(["kubernetes", "10.96.0.1", "127.0.0.1", "10.0.0.1", "fd00::1"]);
const NEW = await pair(["kubernetes", "api.example.test", "127.0.0.1", "10.0.0.1", "10.0.0.2"]);

/** A master whose kubeadm issues `NEW`. */
const master = ({ key, certificate } = OLD): FakeHost => {
  const host = new FakeHost({ hostname: "m1" });
  const { files, programs } = host.machine;
  files.seed(`${PKI}/ca.crt`, "authority");
  files.seed(`${PKI}/ca.key`, "its key", { mode: 0o600 });
  files.seed(`${PKI}/apiserver.crt`, certificate);
  files.seed(`${PKI}/apiserver.key`, key, { mode: 0o600 });
  programs.set("kubeadm", (machine, argv) => {
    const isIssue = argv.includes("certs") && machine.files.follow(`${WORKSHOP}/ca.key`);
    if (isIssue) machine.files.write(`${WORKSHOP}/apiserver.crt`, NEW.certificate, { mode: 0o644 });
    if (isIssue) machine.files.write(`${WORKSHOP}/apiserver.key`, NEW.key, { mode: 0o600 });
    return { exitCode: 0, stdout: "", stderr: "" };
  });
  return host;
};

const spec = sampleNodeSpec("1.20.2");
const look = async (host: FakeHost, wanted = spec) =>
  apiCertificate.diff(await apiCertificate.check(host.reader, wanted), wanted);

test("names that the certificate lacks are what differs; others may be in it", async () => {
  expect(await look(master())).toEqual([
    { field: "name", after: "10.0.0.2" },
    { field: "name", after: "api.example.test" },
  ]);
  expect(await look(master(NEW))).toEqual([]);
});

test("an IPv6 address is the same in any spelling", async () => {
  const wanted = {
    ...spec,
    kubernetes: { ...spec.kubernetes, certificateSans: ["FD00:0:0::1"] },
  };
  expect(await look(master(), wanted)).toEqual([]);
});

test("a host without an API server has nothing to name", async () => {
  expect(await look(new FakeHost())).toEqual([]);
});

describe("a renewal", () => {
  test("tells kubeadm's configuration first, and then issues beside the old pair", async () => {
    const host = master();
    await apiCertificate.apply(host.bind(), spec, await look(host));
    expect(host.machine.runs.map((argv) => argv.slice(3, 5))).toEqual([
      ["upload-config", "kubeadm"],
      ["certs", "apiserver"],
    ]);
    expect(await look(host)).toEqual([]);
  });

  test("leaves no copy of the authority's key, also when kubeadm fails", async () => {
    const host = master();
    host.machine.programs.set("kubeadm", (_machine, argv) => ({
      exitCode: argv.includes("certs") ? 1 : 0,
      stdout: "",
      stderr: "no",
    }));
    await expect(apiCertificate.apply(host.bind(), spec, [])).rejects.toThrow("certs apiserver");
    expect(await host.reader.files.list("/run/pharos/kubeadm")).toEqual([]);
    expect(host.machine.files.follow(`${PKI}/apiserver.crt`)?.text).toBe(OLD.certificate);
  });

  test("that was cut between key and certificate is seen and done again", async () => {
    const host = master();
    host.machine.files.write(`${PKI}/apiserver.key`, NEW.key, { mode: 0o600 });
    expect(await look(host)).toMatchObject([{ field: "key" }]);
    await apiCertificate.apply(host.bind(), spec, await look(host));
    expect(await look(host)).toEqual([]);
  });
});

test("60 days before its end it is issued anew, with the names that it has", async () => {
  const host = master(await pair(["kubernetes", "127.0.0.1", "10.0.0.1"], 300));
  const all = { ...spec, kubernetes: { ...spec.kubernetes, certificateSans: [] } };
  const changed = async () => (await look(host, all)).map(({ field }) => field);
  expect(await changed()).not.toContain("end");
  host.machine.advance(241 * 86_400_000);
  expect(await changed()).toContain("end");
});
