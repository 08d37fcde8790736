import { execFile } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestPki, type TestPki, testClusterId } from "../../test/support/test-pki.ts";
import { issueAgentCertificate } from "./agent-certificate.ts";
import { createIntermediate, createRoot } from "./authority.ts";
import { createCertificateRequest } from "./certificate-request.ts";
import { issueCertificate } from "./issue-certificate.ts";
import { generateCertificateKey } from "./private-key.ts";

const run = promisify(execFile);

let folder: string;
let pki: TestPki;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pharos-pki-"));
  pki = await createTestPki();
});

afterAll(async () => await rm(folder, { recursive: true }));

const write = async (name: string, text: string): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
};

/** Exit code 0 or the reasons that openssl gives. */
const verifyByOpenssl = async (
  leaf: string,
  issuer: string,
  ...args: readonly string[]
): Promise<string> => {
  const root = await write("root.crt", pki.trust.rootCertificate);
  const untrusted = await write("issuer.crt", issuer);
  const file = await write("leaf.crt", leaf);
  const flags = ["-x509_strict", "-CAfile", root, "-untrusted", untrusted, ...args];
  return await run("openssl", ["verify", ...flags, file]).then(
    ({ stdout }) => stdout.trim().replace(`${file}: `, ""),
    (error: unknown) => (error instanceof Error && "stderr" in error ? String(error.stderr) : ""),
  );
};

const describeByOpenssl = async (pem: string): Promise<string> => {
  const file = await write("shown.crt", pem);
  return (await run("openssl", ["x509", "-in", file, "-noout", "-text"])).stdout;
};

describe("an agent's certificate", () => {
  test("is accepted by openssl's strict rules as a server and as a client", async () => {
    const { chain } = await pki.agent("master-1");
    const { agentsIntermediate } = pki.trust;
    expect(await verifyByOpenssl(chain, agentsIntermediate, "-purpose", "sslserver")).toBe("OK");
    expect(await verifyByOpenssl(chain, agentsIntermediate, "-purpose", "sslclient")).toBe("OK");
  });

  test("carries the identity name and every address", async () => {
    const csr = await createCertificateRequest(generateCertificateKey());
    const order = {
      csr,
      host: "worker-1",
      addresses: ["10.0.0.1", "fd00::1", "w1.example.com", "10.0.0.1"],
    };
    const leaf = new X509Certificate(
      await issueAgentCertificate(pki.agents, pki.clusterId, order, new Date()),
    );
    expect(leaf.subjectAltName).toBe(
      `DNS:worker-1.${testClusterId}.pharos.internal, DNS:w1.example.com, ` +
        "IP Address:10.0.0.1, IP Address:FD00:0:0:0:0:0:0:1",
    );
  });

  test("is good from one hour back and for 30 days, in whole seconds", async () => {
    const { agent } = await createTestPki(testClusterId, new Date("2031-01-31T12:00:00.900Z"));
    const leaf = new X509Certificate((await agent("a")).chain);
    expect(leaf.validFromDate.toISOString()).toBe("2031-01-31T11:00:00.000Z");
    expect(leaf.validToDate.toISOString()).toBe("2031-03-02T12:00:00.000Z");
  });

  test("ends with its issuer at the latest", async () => {
    const late = new Date(pki.agents.certificate.validToDate.getTime() - 86_400_000);
    const leaf = new X509Certificate((await pki.agent("a", late)).chain);
    expect(leaf.validToDate).toEqual(pki.agents.certificate.validToDate);
  });

  test("is not issued by an authority that has ended", async () => {
    const after = new Date(pki.agents.certificate.validToDate.getTime() + 1000);
    await expect(pki.agent("a", after)).rejects.toMatchObject({ code: "ISSUER_EXPIRED" });
  });

  test("has a serial number of its own, always of 32 digits", async () => {
    const chains = await Promise.all(
      Array.from({ length: 50 }, async () => (await pki.agent("a")).chain),
    );
    const serials = chains.map((chain) => new X509Certificate(chain).serialNumber);
    expect(new Set(serials).size).toBe(50);
    expect(serials.every((serial) => /^[4-7][0-9A-F]{31}$/.test(serial))).toBe(true);
  });

  test.each(["Worker", "-a", "a..b", "a/b", "", "a\nb", "a".repeat(201)])(
    "refuses the host name %j",
    async (host) => {
      await expect(pki.agent(host)).rejects.toMatchObject({ code: "CERTIFICATE_NAME_INVALID" });
    },
  );

  test.each(["10.0.0.256", "a b", `master-1.${testClusterId}.pharos.internal`, "pharos.internal"])(
    "refuses the address %j",
    async (address) => {
      const csr = await createCertificateRequest(generateCertificateKey());
      const order = { csr, host: "worker-1", addresses: [address] };
      await expect(
        issueAgentCertificate(pki.agents, pki.clusterId, order, new Date()),
      ).rejects.toMatchObject({
        code: "CERTIFICATE_NAME_INVALID",
      });
    },
  );
});

describe("an operator's certificate", () => {
  test("is accepted by openssl as a client and not as a server", async () => {
    const { chain } = await pki.operator("anna", "admin");
    const { operatorsIntermediate } = pki.trust;
    expect(await verifyByOpenssl(chain, operatorsIntermediate, "-purpose", "sslclient")).toBe("OK");
    expect(await verifyByOpenssl(chain, operatorsIntermediate, "-purpose", "sslserver")).toContain(
      "purpose",
    );
  });

  test("lasts 24 hours", async () => {
    const { operator } = await createTestPki(testClusterId, new Date("2031-01-31T12:00:00Z"));
    const leaf = new X509Certificate((await operator("anna", "admin")).chain);
    expect(leaf.validToDate.toISOString()).toBe("2031-02-01T12:00:00.000Z");
  });

  test.each(["", "a/CN=root", "anna\u0000", " anna"])("refuses the name %j", async (name) => {
    await expect(pki.operator(name, "admin")).rejects.toMatchObject({
      code: "CERTIFICATE_NAME_INVALID",
    });
  });
});

describe("the authorities", () => {
  test("are constrained in depth and named by the cluster", async () => {
    const root = await describeByOpenssl(pki.trust.rootCertificate);
    const agents = await describeByOpenssl(pki.trust.agentsIntermediate);
    expect(root).toContain("CA:TRUE, pathlen:1");
    expect(agents).toContain("CA:TRUE, pathlen:0");
    expect(agents).toContain(`Subject: O = ${testClusterId}, CN = pharos agents`);
  });

  test("cannot make further authorities below the intermediates", async () => {
    const below = await createIntermediate(pki.agents, "operators", pki.clusterId, new Date());
    const leaf = await issueCertificate(below, {
      subject: { organization: pki.clusterId, commonName: "x" },
      publicKey: below.certificate.publicKey,
      usage: { kind: "leaf", purposes: ["client"], dnsNames: [], ipAddresses: [] },
      lifetimeMs: 60_000,
      now: new Date(),
    });
    const chain = below.certificate.toString() + pki.trust.agentsIntermediate;
    expect(await verifyByOpenssl(leaf, chain)).toContain("path length constraint exceeded");
  });

  test("of the operators cannot issue what passes for a server", async () => {
    const csr = await createCertificateRequest(generateCertificateKey());
    const order = { csr, host: "master-1", addresses: [] };
    const chain = await issueAgentCertificate(pki.operators, pki.clusterId, order, new Date());
    expect(
      await verifyByOpenssl(chain, pki.trust.operatorsIntermediate, "-purpose", "sslserver"),
    ).toContain("purpose");
  });

  test("may end after 2049", async () => {
    const root = await createRoot(testClusterId, new Date("2040-01-01T00:00:00Z"));
    expect(root.certificate.validToDate.toISOString()).toBe("2059-12-27T00:00:00.000Z");
  });
});
