import { createPublicKey, type KeyObject } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:https";
import type { TLSSocket } from "node:tls";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createRoot } from "../../../shared/pki/authority.ts";
import type { CertificatePurpose } from "../../../shared/pki/certificate-der.ts";
import { type CertificateIssuer, issueCertificate } from "../../../shared/pki/issue-certificate.ts";
import { generateCertificateKey } from "../../../shared/pki/private-key.ts";
import { FakeHost } from "../fake/fake-host.ts";
import { createKubernetesReader, createKubernetesWriter } from "./real-kubernetes.ts";

const NOW = new Date();
const root = await createRoot("cluster", NOW);
const stranger = await createRoot("stranger", NOW);
let server: Server;
let port = 0;

beforeAll(async () => {
  const { key, certificate } = await issue(root, "api", "server");
  server = createServer(
    {
      key,
      cert: certificate,
      ca: root.certificate.toString(),
      requestCert: true,
      rejectUnauthorized: true,
    },
    async (request, response) => {
      const { method, url = "", headers } = request;
      const body = (await request.toArray()).join("");
      if (url.startsWith("/readyz")) return void response.end("ok");
      if (url.includes("/missing")) return void response.writeHead(404).end("{}");
      if (url.includes("/forbidden"))
        return void response.writeHead(403).end('{"message":"no right to it"}');
      const user = clientName(request.socket);
      response.end(JSON.stringify({ method, url, type: headers["content-type"], body, user }));
    },
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  port = typeof address === "object" && address !== null ? address.port : 0;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const clientName = (socket: object): string =>
  isTls(socket) ? String(socket.getPeerCertificate().subject.CN) : "";

const isTls = (socket: object): socket is TLSSocket => "getPeerCertificate" in socket;

const issue = async (
  issuer: CertificateIssuer,
  commonName: string,
  purpose: CertificatePurpose,
) => {
  const privateKey: KeyObject = generateCertificateKey();
  const certificate = await issueCertificate(issuer, {
    subject: { organization: "cluster", commonName },
    publicKey: createPublicKey(privateKey),
    usage: {
      kind: "leaf",
      purposes: [purpose],
      dnsNames: [],
      ipAddresses: purpose === "server" ? ["127.0.0.1"] : [],
    },
    lifetimeMs: 3_600_000,
    now: NOW,
  });
  return { certificate, key: String(privateKey.export({ type: "pkcs8", format: "pem" })) };
};

const base64 = (text: string): string => Buffer.from(text).toString("base64");

const kubeconfig = (ca: CertificateIssuer, user: readonly string[]): string =>
  [
    "current-context: here",
    "contexts: [{name: other, context: {cluster: x, user: x}}, {name: here, context: {cluster: c, user: u}}]",
    "clusters:",
    "- name: c",
    `  cluster: {server: "https://127.0.0.1:${port}", certificate-authority-data: ${base64(ca.certificate.toString())}}`,
    "users:",
    "- name: u",
    "  user:",
    ...user,
  ].join("\n");

const hostWith = async (ca: CertificateIssuer): Promise<FakeHost> => {
  const host = new FakeHost();
  const { key, certificate } = await issue(root, "admin", "client");
  const inline = [
    `    client-certificate-data: ${base64(certificate)}`,
    `    client-key-data: ${base64(key)}`,
  ];
  host.machine.files.seed("/etc/kubernetes/admin.conf", kubeconfig(ca, inline));
  const path = "/var/lib/kubelet/pki/kubelet-client-current.pem";
  const node = await issue(root, "system:node:w1", "client");
  host.machine.files.seed(path, node.certificate + node.key);
  const linked = [`    client-certificate: ${path}`, `    client-key: ${path}`];
  host.machine.files.seed("/etc/kubernetes/kubelet.conf", kubeconfig(ca, linked));
  return host;
};

test("admin and node present their own certificates, inline or by path", async () => {
  const { get } = createKubernetesReader((await hostWith(root)).reader.files);
  expect(await get("admin", "/api/v1/nodes")).toMatchObject({
    kind: "ok",
    object: { user: "admin", url: "/api/v1/nodes" },
  });
  expect(await get("node", "/api/v1/nodes")).toMatchObject({
    kind: "ok",
    object: { user: "system:node:w1" },
  });
});

test("the aggregator's objects are patched and, where they are not there, created", async () => {
  const { files } = (await hostWith(root)).reader;
  const place = "/apis/apiregistration.k8s.io/v1/apiservices";
  const object = { kind: "APIService" };
  const { dryRun } = createKubernetesReader(files);
  expect(await dryRun(`${place}/a`, object)).toMatchObject({
    object: {
      url: `${place}/a?dryRun=All&fieldManager=pharosctl`,
      type: "application/merge-patch+json",
    },
  });
  const { apply } = createKubernetesWriter(files);
  expect(await apply(`${place}/missing`, object)).toMatchObject({
    object: { method: "POST", url: `${place}?fieldManager=pharosctl` },
  });
});

test("what is asked at the same time shares connections", async () => {
  const { get } = createKubernetesReader((await hostWith(root)).reader.files);
  let connections = 0;
  const count = (): void => void (connections += 1);
  server.on("secureConnection", count);
  const answers = await Promise.all(
    ["/a", "/b", "/c", "/d", "/e"].map((path) => get("admin", path)),
  );
  server.off("secureConnection", count);
  expect(answers.map(({ kind }) => kind)).toEqual(["ok", "ok", "ok", "ok", "ok"]);
  expect(connections).toBe(2);
});

test("a server that has closed its connections is asked on a new one", async () => {
  const { get } = createKubernetesReader((await hostWith(root)).reader.files);
  await get("admin", "/a");
  server.closeIdleConnections();
  expect((await get("admin", "/b")).kind).toBe("ok");
});

test("another certificate in the same file is used at once", async () => {
  const host = await hostWith(root);
  const { get } = createKubernetesReader(host.reader.files);
  await get("node", "/a");
  const { certificate, key } = await issue(root, "system:node:renewed", "client");
  host.machine.files.seed("/var/lib/kubelet/pki/kubelet-client-current.pem", certificate + key);
  expect(await get("node", "/b")).toMatchObject({ object: { user: "system:node:renewed" } });
});

test("plain text, absence and refusal are values", async () => {
  const { get } = createKubernetesReader((await hostWith(root)).reader.files);
  expect(await get("admin", "/readyz")).toEqual({
    kind: "ok",
    object: { text: "ok" },
    servedAtMs: expect.any(Number),
  });
  expect(await get("admin", "/api/v1/missing")).toEqual({ kind: "not-found" });
  expect(await get("admin", "/forbidden")).toEqual({
    kind: "refused",
    status: 403,
    message: "no right to it",
  });
});

test("an apply is server-side, forced, under our name", async () => {
  const { apply } = createKubernetesWriter((await hostWith(root)).reader.files);
  expect(await apply("/api/v1/nodes/w1", { kind: "Node" })).toMatchObject({
    object: {
      method: "PATCH",
      url: "/api/v1/nodes/w1?fieldManager=pharosctl&force=true",
      type: "application/apply-patch+yaml",
      body: '{"kind":"Node"}',
    },
  });
});

test("a server that another authority vouches for is unreachable", async () => {
  const { get } = createKubernetesReader((await hostWith(stranger)).reader.files);
  expect((await get("admin", "/readyz")).kind).toBe("unreachable");
});

test("no credentials and broken ones are unreachable", async () => {
  const host = new FakeHost();
  const { get } = createKubernetesReader(host.reader.files);
  expect((await get("admin", "/readyz")).kind).toBe("unreachable");
  host.machine.files.seed("/etc/kubernetes/admin.conf", "a: [b\n: c");
  expect((await get("admin", "/readyz")).kind).toBe("unreachable");
  host.machine.files.seed("/etc/kubernetes/admin.conf", "contexts: 7");
  expect((await get("admin", "/readyz")).kind).toBe("unreachable");
});
