import { execFile } from "node:child_process";
import { createPublicKey, type KeyObject } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createCertificateRequest, parseCertificateRequest } from "./certificate-request.ts";
import { parsePem, renderPem } from "./pem.ts";
import { generateCertificateKey } from "./private-key.ts";

const run = promisify(execFile);
const label = "CERTIFICATE REQUEST";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pharos-csr-"));
});

afterAll(async () => await rm(folder, { recursive: true }));

const requestByOpenssl = async (...keyArgs: readonly string[]): Promise<string> => {
  const [key, csr] = [join(folder, "key"), join(folder, "csr")];
  const subject = ["-subj", "/CN=someone-else", "-addext", "subjectAltName=DNS:master-1"];
  await run("openssl", [
    "req",
    "-new",
    "-nodes",
    "-keyout",
    key,
    "-out",
    csr,
    ...subject,
    ...keyArgs,
  ]);
  return await readFile(csr, "utf8");
};

const pointOf = (key: KeyObject): unknown => key.export({ format: "jwk" });

/** The request with one bit of its DER changed, counted from the end. */
const damage = (pem: string, fromEnd: number): string => {
  const bytes = parsePem(label, pem) ?? Buffer.alloc(0);
  return renderPem(
    label,
    bytes.map((byte, index) => (index === bytes.length - fromEnd ? byte ^ 1 : byte)),
  );
};

test("a request gives the public key of the host's private key", async () => {
  const key = generateCertificateKey();
  const publicKey = await parseCertificateRequest(await createCertificateRequest(key));
  expect(pointOf(publicKey)).toEqual(pointOf(createPublicKey(key)));
});

test("a request of ours is good for openssl", async () => {
  const file = join(folder, "ours");
  await writeFile(file, await createCertificateRequest(generateCertificateKey()));
  const { stderr, stdout } = await run("openssl", ["req", "-in", file, "-verify", "-noout"]);
  expect(stdout + stderr).toContain("verify OK");
});

test("a request of openssl gives its key alone, whatever names it asks for", async () => {
  const csr = await requestByOpenssl("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256");
  const publicKey = await parseCertificateRequest(csr);
  expect(publicKey.asymmetricKeyDetails).toEqual({ namedCurve: "prime256v1" });
});

test.each([
  ["rsa", ["-newkey", "rsa:2048"]],
  ["secp384r1", ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384"]],
  ["ed25519", ["-newkey", "ed25519"]],
])("a request with an %s key is refused", async (keyKind, args) => {
  await expect(parseCertificateRequest(await requestByOpenssl(...args))).rejects.toMatchObject({
    code: "CERTIFICATE_REQUEST_KEY_REFUSED",
    fields: { keyKind },
  });
});

test("a request signed with another hash is refused", async () => {
  const csr = await requestByOpenssl(
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:P-256",
    "-sha512",
  );
  await expect(parseCertificateRequest(csr)).rejects.toMatchObject({
    code: "CERTIFICATE_REQUEST_UNREADABLE",
  });
});

test("a request whose signature was changed is refused", async () => {
  const csr = damage(await createCertificateRequest(generateCertificateKey()), 1);
  await expect(parseCertificateRequest(csr)).rejects.toMatchObject({
    code: "CERTIFICATE_REQUEST_FORGED",
  });
});

test("a request for somebody else's key is refused", async () => {
  const [own, stolen] = [generateCertificateKey(), generateCertificateKey()].map((key) =>
    createPublicKey(key).export({ type: "spki", format: "der" }),
  );
  const key = generateCertificateKey();
  const csr = parsePem(label, await createCertificateRequest(key)) ?? Buffer.alloc(0);
  const point = createPublicKey(key).export({ type: "spki", format: "der" });
  const at = csr.indexOf(point);
  const forged = Buffer.concat([
    csr.subarray(0, at),
    stolen ?? own ?? point,
    csr.subarray(at + point.length),
  ]);
  await expect(parseCertificateRequest(renderPem(label, forged))).rejects.toMatchObject({
    code: "CERTIFICATE_REQUEST_FORGED",
  });
});

test.each([
  ["nothing", ""],
  ["no PEM", "garbage"],
  ["another label", renderPem("CERTIFICATE", Buffer.from("abc"))],
  ["a body that is no base64", `-----BEGIN ${label}-----\n!!!\n-----END ${label}-----\n`],
  ["a body that is no DER", renderPem(label, Buffer.from("abc"))],
  ["an empty sequence", renderPem(label, Uint8Array.of(0x30, 0))],
  ["a sequence of nonsense", renderPem(label, Uint8Array.of(0x30, 6, 0x30, 4, 2, 0, 2, 0))],
  ["values nested without end", renderPem(label, Buffer.alloc(4000, Uint8Array.of(0x30, 0x80)))],
  ["two requests", renderPem(label, Uint8Array.of(0x30, 0)).repeat(2)],
  ["more than 8 KiB", renderPem(label, Buffer.alloc(10_000))],
])("%s is not readable as a request", async (_, csr) => {
  await expect(parseCertificateRequest(csr)).rejects.toMatchObject({
    code: "CERTIFICATE_REQUEST_UNREADABLE",
  });
});

test("a cut request is not readable", async () => {
  const bytes =
    parsePem(label, await createCertificateRequest(generateCertificateKey())) ?? Buffer.alloc(0);
  await expect(
    parseCertificateRequest(renderPem(label, bytes.subarray(0, 100))),
  ).rejects.toMatchObject({
    code: "CERTIFICATE_REQUEST_UNREADABLE",
  });
});
