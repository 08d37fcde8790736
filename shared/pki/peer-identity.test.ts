import { createPublicKey, X509Certificate } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { shakeHands } from "../../test/support/mutual-tls.ts";
import {
  createTestPki,
  type TestCredentials,
  type TestPki,
  toTrustBundle,
} from "../../test/support/test-pki.ts";
import { issueAgentCertificate } from "./agent-certificate.ts";
import { certifyIntermediate, createIntermediate, createRoot } from "./authority.ts";
import type { DistinguishedName } from "./certificate-der.ts";
import { createCertificateRequest } from "./certificate-request.ts";
import { type CertificateIssuer, issueCertificate } from "./issue-certificate.ts";
import { issueOperatorCertificate } from "./operator-certificate.ts";
import { createIdentityReader, type IdentityReader } from "./peer-identity.ts";
import { generateCertificateKey } from "./private-key.ts";

const hourMs = 3_600_000;
const now = new Date();
const refused = expect.objectContaining({ code: "PEER_IDENTITY_REFUSED" });

let pki: TestPki;
let readIdentity: IdentityReader;

beforeAll(async () => {
  pki = await createTestPki();
  readIdentity = createIdentityReader(pki.trust, pki.clusterId);
});

/** The part of a socket's peer certificate that is read, without a socket. */
const toPeer = (chain: string): { readonly raw: Uint8Array } => ({
  raw: new X509Certificate(chain).raw,
});

const serialOf = (chain: string): string => new X509Certificate(chain).serialNumber.toLowerCase();

/** A leaf with any content at all, as only a holder of the issuer's key could make it. */
const forgeLeaf = async (
  issuer: CertificateIssuer,
  subject: DistinguishedName,
  dnsNames: readonly string[] = [],
): Promise<TestCredentials> => {
  const privateKey = generateCertificateKey();
  const leaf = await issueCertificate(issuer, {
    subject,
    publicKey: createPublicKey(privateKey),
    usage: { kind: "leaf", purposes: ["client"], dnsNames, ipAddresses: [] },
    lifetimeMs: hourMs,
    now,
  });
  return { chain: leaf + issuer.certificate.toString(), privateKey };
};

describe("over a real TLS connection", () => {
  test("an agent is known by its host", async () => {
    const client = await pki.agent("worker-1");
    const handshake = await shakeHands(pki, client);
    expect(handshake).toMatchObject({ outcome: "accepted" });
    const { peer = {} } = { peer: undefined, ...handshake };
    expect(readIdentity(peer, now)).toEqual({
      kind: "agent",
      host: "worker-1",
      serial: serialOf(client.chain),
    });
  });

  test("an operator is known by name and role", async () => {
    const client = await pki.operator("anna", "viewer");
    const { peer = {} } = { peer: undefined, ...(await shakeHands(pki, client)) };
    expect(readIdentity(peer, now)).toEqual({
      kind: "operator",
      name: "anna",
      role: "viewer",
      serial: serialOf(client.chain),
    });
  });

  test("an ended certificate is refused", async () => {
    const old = await createTestPki(pki.clusterId, new Date(now.getTime() - 48 * hourMs));
    const client = await old.operator("anna", "admin");
    expect(await shakeHands(old, client)).toEqual({ outcome: "refused", code: "CERT_HAS_EXPIRED" });
  });

  test("a certificate of the future is refused", async () => {
    const client = await pki.operator("anna", "admin", new Date(now.getTime() + 2 * hourMs));
    expect(await shakeHands(pki, client)).toEqual({
      outcome: "refused",
      code: "CERT_NOT_YET_VALID",
    });
  });

  test("another cluster's agent is refused", async () => {
    const stranger = await createTestPki("11111111-1111-4111-8111-111111111111");
    expect(await shakeHands(pki, await stranger.agent("worker-1"))).toMatchObject({
      outcome: "refused",
    });
  });

  test("a self-made cluster with the same id is refused", async () => {
    const stranger = await createTestPki(pki.clusterId);
    expect(await shakeHands(pki, await stranger.operator("anna", "admin"))).toMatchObject({
      outcome: "refused",
    });
  });

  test("an operators' authority made with the agents' key is refused", async () => {
    const selfMade = await createIntermediate(pki.agents, "operators", pki.clusterId, now);
    const { chain, privateKey } = await issueOperatorCertificate(
      selfMade,
      pki.clusterId,
      { name: "eve", role: "admin" },
      now,
    );
    const client = { chain: chain + pki.trust.agentsIntermediate, privateKey };
    expect(await shakeHands(pki, client)).toEqual({
      outcome: "refused",
      code: "PATH_LENGTH_EXCEEDED",
    });
  });

  test("an agent that sends the operators' authority along stays an agent", async () => {
    const agent = await pki.agent("worker-1");
    const client = { ...agent, chain: agent.chain + pki.trust.operatorsIntermediate };
    const { peer = {} } = { peer: undefined, ...(await shakeHands(pki, client)) };
    expect(readIdentity(peer, now)).toMatchObject({ kind: "agent", host: "worker-1" });
  });
});

describe("what the agents' authority issued", () => {
  test("is an agent, whatever role its subject claims", async () => {
    const subject = { organization: pki.clusterId, unit: "admin", commonName: "anna" };
    const { chain } = await forgeLeaf(pki.agents, subject, [
      `worker-1.${pki.clusterId}.pharos.internal`,
    ]);
    expect(readIdentity(toPeer(chain), now)).toMatchObject({ kind: "agent", host: "worker-1" });
  });

  test("is nobody if it names an operator only", async () => {
    const subject = { organization: pki.clusterId, unit: "admin", commonName: "anna" };
    const { chain } = await forgeLeaf(pki.agents, subject);
    expect(() => readIdentity(toPeer(chain), now)).toThrow(refused);
  });

  test.each([
    ["two hosts", ["a.CLUSTER.pharos.internal", "b.CLUSTER.pharos.internal"]],
    ["a host of another cluster", ["a.11111111-1111-4111-8111-111111111111.pharos.internal"]],
    ["the cluster itself", ["CLUSTER.pharos.internal"]],
    ["a host with a strange name", ["a b.CLUSTER.pharos.internal"]],
    ["a name with a quote", ['x", DNS:a.CLUSTER.pharos.internal']],
  ])("is nobody if it names %s", async (_, names) => {
    const subject = { organization: pki.clusterId, commonName: "a" };
    const dnsNames = names.map((name) => name.replace("CLUSTER", pki.clusterId));
    const { chain } = await forgeLeaf(pki.agents, subject, dnsNames);
    expect(() => readIdentity(toPeer(chain), now)).toThrow(refused);
  });
});

describe("what the operators' authority issued", () => {
  test("is never an agent", async () => {
    const csr = await createCertificateRequest(generateCertificateKey());
    const order = { csr, host: "master-1", addresses: [] };
    const chain = await issueAgentCertificate(pki.operators, pki.clusterId, order, now);
    expect(() => readIdentity(toPeer(chain), now)).toThrow(refused);
  });

  test.each([
    ["an unknown role", { unit: "agent", commonName: "anna" }],
    ["no role", { commonName: "anna" }],
    ["a strange name", { unit: "admin", commonName: "anna\nOU=admin" }],
    ["another cluster", { organization: "other", unit: "admin", commonName: "anna" }],
  ])("is nobody with %s", async (_, subject) => {
    const { chain } = await forgeLeaf(pki.operators, { organization: pki.clusterId, ...subject });
    expect(() => readIdentity(toPeer(chain), now)).toThrow(refused);
  });
});

describe("who is nobody", () => {
  test("a peer without a certificate, or with garbage", () => {
    expect(() => readIdentity({}, now)).toThrow(refused);
    expect(() => readIdentity({ raw: Buffer.from("garbage") }, now)).toThrow(refused);
  });

  test("a leaf of a look-alike authority with the same name", async () => {
    const root = await createRoot(pki.clusterId, now);
    const lookAlike = await createIntermediate(root, "operators", pki.clusterId, now);
    const { chain } = await issueOperatorCertificate(
      lookAlike,
      pki.clusterId,
      { name: "eve", role: "admin" },
      now,
    );
    expect(() => readIdentity(toPeer(chain), now)).toThrow(refused);
  });

  test("the authorities themselves", () => {
    expect(() => readIdentity(toPeer(pki.trust.agentsIntermediate), now)).toThrow(refused);
    expect(() => readIdentity(toPeer(pki.trust.operatorsIntermediate), now)).toThrow(refused);
    expect(() => readIdentity(toPeer(pki.trust.rootCertificate), now)).toThrow(refused);
  });

  test("a peer whose certificate ended while the connection lasted", async () => {
    const { chain } = await pki.operator("anna", "admin");
    const later = new Date(now.getTime() + 25 * hourMs);
    expect(() => readIdentity(toPeer(chain), later)).toThrow(refused);
    expect(() => readIdentity(toPeer(chain), new Date(now.getTime() - 2 * hourMs))).toThrow(
      refused,
    );
  });
});

test("identities stay good when an authority is renewed", async () => {
  const { chain } = await pki.agent("worker-1");
  const renewed = await certifyIntermediate(
    pki.root,
    "agents",
    pki.agents.privateKey,
    pki.clusterId,
    now,
  );
  const readAfter = createIdentityReader(
    toTrustBundle(pki.root, renewed, pki.operators),
    pki.clusterId,
  );
  expect(readAfter(toPeer(chain), now)).toMatchObject({ kind: "agent", host: "worker-1" });
});

test("a trust bundle of garbage is an error of its own", () => {
  const broken = { ...pki.trust, agentsIntermediate: "garbage" };
  expect(() => createIdentityReader(broken, pki.clusterId)).toThrow(
    expect.objectContaining({ code: "PEM_UNREADABLE" }),
  );
});
