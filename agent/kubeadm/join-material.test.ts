import { execFileSync } from "node:child_process";
import { createHash, randomBytes, X509Certificate } from "node:crypto";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { clusterCaUnreadable } from "../../shared/errors/kubernetes-errors.ts";
import { FakeCluster } from "../host/fake/fake-cluster.ts";
import type { FakeHost } from "../host/fake/fake-host.ts";
import { createAdminKubeconfig } from "../kubernetes/admin-kubeconfig.ts";
import { textAt } from "../../shared/spec/json-path.ts";
import { createJoinMaterial } from "./join-material.ts";
import { deleteJoinToken } from "./join-token.ts";
import { kubeadmPaths } from "./kubeadm-paths.ts";
import { preparedHost } from "./prepared-host.fake.ts";
import { sampleNodeSpec } from "./sample-node-spec.fake.ts";

const spec = sampleNodeSpec("1.20.2");
const options = { lifetimeMs: 3_600_000, randomBytes, forMasters: false };

const makeAuthority = (kind: readonly string[]): { readonly pem: string; readonly key: string } => {
  const common = [
    "req",
    "-x509",
    "-nodes",
    "-days",
    "30",
    "-subj",
    "/CN=kubernetes",
    "-keyout",
    "-",
  ];
  const text = execFileSync("openssl", [...common, ...kind], { encoding: "utf8", stdio: "pipe" });
  const [, key = ""] = /(-----BEGIN PRIVATE KEY[\s\S]+?PRIVATE KEY-----\n)/.exec(text) ?? [];
  const [, pem = ""] = /(-----BEGIN CERT[\s\S]+?CERTIFICATE-----\n)/.exec(text) ?? [];
  return { pem, key };
};

const rsa = makeAuthority(["-newkey", "rsa:2048"]);
const ecdsa = makeAuthority(["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]);

const EXTERNAL_ETCD = {
  endpoints: ["https://192.0.2.9:2379"],
  caFile: "/etc/pharos/external-etcd/ca.pem",
  certificateFile: "/etc/pharos/external-etcd/certificate.pem",
  keyFile: "/etc/pharos/external-etcd/key.pem",
};

const masterHost = (authority = rsa): FakeHost => {
  const cluster = new FakeCluster();
  cluster.apiServers.add("m1");
  const host = preparedHost("m1", cluster);
  host.machine.files.seed(kubeadmPaths.adminConf, "admin");
  host.machine.files.seed(kubeadmPaths.caCertificate, authority.pem);
  host.machine.files.seed(kubeadmPaths.caKey, authority.key);
  return host;
};

describe("join material", () => {
  test("is a token in the cluster that ends by itself", async () => {
    const host = masterHost();
    const made = await createJoinMaterial(host.bind(), spec, options);
    expect(made.token).toMatch(/^[a-z0-9]{6}\.[a-z0-9]{16}$/);
    const name = `bootstrap-token-${made.tokenId}`;
    expect(
      host.machine.cluster.get(`/api/v1/namespaces/kube-system/secrets/${name}`),
    ).toMatchObject({
      object: {
        type: "bootstrap.kubernetes.io/token",
        stringData: {
          "token-id": made.tokenId,
          "token-secret": made.token.slice(7),
          expiration: "2026-01-01T01:00:00Z",
        },
      },
    });
  });

  test("names the authority by the hash of its public key", async () => {
    const { caCertificateHash } = await createJoinMaterial(masterHost().bind(), spec, options);
    const spki = new X509Certificate(rsa.pem).publicKey.export({ type: "spki", format: "der" });
    expect(caCertificateHash).toBe(`sha256:${createHash("sha256").update(spki).digest("hex")}`);
  });

  test("for masters has the key that their certificates were uploaded under", async () => {
    const host = masterHost();
    const texts: (string | undefined)[] = [];
    host.machine.programs.set("kubeadm", (machine) => {
      texts.push(machine.files.entry(`${kubeadmPaths.runDirectory}/upload-certs.yaml`)?.text);
      return { exitCode: 0, stdout: "", stderr: "" };
    });
    const made = await createJoinMaterial(host.bind(), spec, { ...options, forMasters: true });
    expect(made.certificateKey).toMatch(/^[0-9a-f]{64}$/);
    expect(texts[0]).toContain(`certificateKey: ${made.certificateKey}`);
    expect(JSON.stringify(host.machine.runs)).not.toContain(made.certificateKey);
  });

  test("for masters has nothing of an etcd outside, which each has from its own spec", async () => {
    const outside = { ...spec.kubernetes.controlPlane, externalEtcd: EXTERNAL_ETCD };
    const kubernetes = { ...spec.kubernetes, controlPlane: outside };
    const host = masterHost();
    const texts: (string | undefined)[] = [];
    host.machine.programs.set("kubeadm", (machine) => {
      texts.push(machine.files.entry(`${kubeadmPaths.runDirectory}/upload-certs.yaml`)?.text);
      return { exitCode: 0, stdout: "", stderr: "" };
    });
    const order = { ...options, forMasters: true };
    await createJoinMaterial(host.bind(), { ...spec, kubernetes }, order);
    expect(texts[0]).toContain("https://192.0.2.9:2379");
    expect(texts[0]).toContain("keyFile: /nonexistent");
    expect(texts[0]).not.toContain("/etc/pharos");
  });

  test("can be taken back, also twice", async () => {
    const host = masterHost();
    const { tokenId } = await createJoinMaterial(host.bind(), spec, options);
    await deleteJoinToken(host.bind(), tokenId);
    await deleteJoinToken(host.bind(), tokenId);
    expect(JSON.stringify([...host.machine.cluster.snapshot().keys()])).not.toContain(tokenId);
  });

  test("is not to be had from a host without an authority", async () => {
    const host = masterHost({ pem: "", key: "" });
    await expect(createJoinMaterial(host.bind(), spec, options)).rejects.toSatisfy(
      clusterCaUnreadable.is,
    );
  });
});

describe("an administrator's kubeconfig", () => {
  const order = {
    cluster: "blue-lake-0001",
    kubernetesVersion: "1.20.2",
    server: "https://api.example.test:6443",
    user: "alice",
    lifetimeMs: 3_600_000,
    randomBytes,
  };

  const certificateOf = (kubeconfig: string): X509Certificate => {
    const encoded = textAt(parse(kubeconfig), "users", 0, "user", "client-certificate-data") ?? "";
    return new X509Certificate(Buffer.from(encoded, "base64"));
  };

  test.each([
    { kind: "RSA", authority: rsa },
    { kind: "ECDSA", authority: ecdsa },
  ])("has a certificate of its own, signed by an $kind authority", async ({ authority }) => {
    const host = masterHost(authority);
    const certificate = certificateOf(await createAdminKubeconfig(host.reader, order));
    const ca = new X509Certificate(authority.pem);
    expect(certificate.verify(ca.publicKey)).toBe(true);
    expect(certificate.checkIssued(ca)).toBe(true);
    expect(certificate.subject).toBe("O=system:masters\nCN=alice");
    expect(certificate.validToDate.getTime() - host.machine.nowMs()).toBe(order.lifetimeMs);
  });

  test("is in the group that the version gives to administrators", async () => {
    const newer = { ...order, kubernetesVersion: "1.36.2" };
    const certificate = certificateOf(await createAdminKubeconfig(masterHost().reader, newer));
    expect(certificate.subject).toBe("O=kubeadm:cluster-admins\nCN=alice");
  });

  test("names the cluster and its endpoint", async () => {
    const kubeconfig: unknown = parse(await createAdminKubeconfig(masterHost().reader, order));
    expect(textAt(kubeconfig, "clusters", 0, "cluster", "server")).toBe(order.server);
    expect(textAt(kubeconfig, "current-context")).toBe("blue-lake-0001");
  });
});
